// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine/state/local_places.hpp"

#include <algorithm>

namespace walkcheck::machine {
namespace {

using program::Local;

constexpr std::uint64_t kEndedBytes = 1ULL << 16; // of one local

// The free space before, and behind, a local that has moved.
std::uint64_t room_of(const Local& local) {
  return rounded_up(local.bytes + 1, kFrameAlignment);
}

// The local that an offset is in, or the nearest. Offset and locals count from the frame's first
// address.
std::size_t nearest(const std::vector<Local>& locals, std::uint64_t at) {
  const auto distance = [&](const Local& local) {
    if (at < local.at) return local.at - at;
    return at < local.at + local.bytes ? 0 : at - (local.at + local.bytes) + 1;
  };
  return static_cast<std::size_t>(std::ranges::min_element(locals, {}, distance) - locals.begin());
}

// The place of an address in a local that has moved, at its present position or an earlier one.
std::optional<Place> moved_place(const CallFrame& frame, const program::Function& function,
                                 std::uint64_t offset) {
  for (const Moved& moved : frame.moved) {
    const Local& local = function.locals[moved.local];
    const std::uint64_t room = room_of(local);
    if (is_within(offset, moved.at - room, 3 * room))
      return Place{&frame, moved.local, offset - moved.at,
                   offset_of(frame, local, moved.local) != moved.at};
  }
  return std::nullopt;
}

// Addresses from here on are user space, and no page tables.
constexpr std::uint64_t kTablesEnd = program::kPgdAddress + (1ULL << 33);

// The start of the page table or function that a pointer is in, or just behind.
std::optional<std::uint64_t> page_or_function_of(std::uint64_t pointer) {
  constexpr std::uint64_t kPages = program::kFrameStride * program::kPageBytes;
  if (is_within(pointer, program::kPgdAddress, kTablesEnd - program::kPgdAddress))
    return pointer - (pointer - program::kPgdAddress) % kPages;
  if (pointer >= program::kFunctionBase) return pointer;
  return std::nullopt;
}

// The start of the local or variable that an address is in, or just behind; nothing if it is in
// none.
std::optional<std::uint64_t> start_of_object(const Worker& worker, std::uint64_t address) {
  if (is_within(address, region_of(worker.cpu), program::kPrivateBytes)) {
    const Place place = place_of(worker, address);
    if (!is_alive(worker, place)) return std::nullopt;
    return address - place.at;
  }
  const Variable* variable = worker.world.image.find(address, 1);
  if (variable == nullptr) variable = worker.world.image.find(address - 1, 1);
  if (variable == nullptr) return std::nullopt;
  return variable->address;
}

} // namespace

std::uint64_t end_of_frame(const CallFrame& frame, const program::Function& function) {
  return rounded_up(frame.first_address + function.private_span, kFrameAlignment);
}

std::uint64_t offset_of(const CallFrame& frame, const Local& local, std::uint64_t index) {
  for (auto moved = frame.moved.rbegin(); moved != frame.moved.rend(); ++moved)
    if (moved->local == index) return moved->at;
  return frame.first_address + local.at;
}

bool move_local(Worker& worker, std::uint32_t index) {
  LocalState& state = worker.state;
  CallFrame& frame = state.frame();
  const program::Function& function = worker.program().functions[frame.function];
  const Local& local = function.locals[index];
  const std::uint64_t room = room_of(local);
  const std::uint64_t end = std::max(end_of_frame(frame, function), state.least_address);
  // The alignment is the same as before, and no greater.
  frame.moved.push_back({index, end + room + local.at % (2 * kFrameAlignment)});
  state.least_address = end + 5 * room;
  return state.least_address < kEndedLocals;
}

std::uint64_t ended_address(const Worker& worker, std::uint32_t function, std::size_t local,
                            std::uint64_t at) {
  std::uint64_t slot = local;
  for (std::uint32_t before = 0; before < function; ++before)
    slot += worker.program().functions[before].locals.size();
  const std::uint64_t slots = (program::kPrivateBytes - kEndedLocals) / kEndedBytes;
  return region_of(worker.cpu) + kEndedLocals + slot % slots * kEndedBytes + at % kEndedBytes;
}

std::string name_of_ended(const Worker& worker, std::uint64_t offset) {
  std::uint64_t slot = (offset - kEndedLocals) / kEndedBytes;
  for (const program::Function& function : worker.program().functions) {
    if (slot < function.locals.size()) return function.locals[slot].name;
    slot -= function.locals.size();
  }
  return "";
}

Place place_of(const Worker& worker, std::uint64_t address) {
  const std::uint64_t offset = address - region_of(worker.cpu);
  for (const CallFrame& frame : worker.state.frames) {
    const program::Function& function = worker.program().functions[frame.function];
    if (const auto place = moved_place(frame, function, offset)) return *place;
    if (function.locals.empty() || !is_within(offset, frame.first_address, function.private_span))
      continue;
    const std::uint64_t at = offset - frame.first_address;
    const std::size_t local = nearest(function.locals, at);
    const bool left = std::ranges::count(frame.moved, local, &Moved::local) != 0;
    return {&frame, local, at - function.locals[local].at, left};
  }
  return {};
}

const Local& local_at(const Worker& worker, const Place& place) {
  return worker.program().functions[place.frame->function].locals[place.local];
}

bool is_alive(const Worker& worker, const Place& place) {
  return place.frame != nullptr && !place.left && place.at <= local_at(worker, place).bytes &&
         std::ranges::binary_search(place.frame->living, place.local);
}

std::optional<Object> object_of(const Worker& worker, std::uint64_t address) {
  if (!is_within(address, region_of(worker.cpu), program::kPrivateBytes)) {
    if (is_within(address, program::kPrivateBase, kMaxCpus * program::kPrivateBytes))
      return Object{"a local of another CPU", address, 0, 1};
    return worker.world.image.object_at(address);
  }
  const Place place = place_of(worker, address);
  if (place.frame == nullptr) return Object{"a local that has ended", address, 0, 1};
  const Local& local = local_at(worker, place);
  const bool is_living =
      !place.left && std::ranges::binary_search(place.frame->living, place.local);
  return Object{local.name, address - place.at, is_living ? local.bytes : 0, local.alignment};
}

bool are_unrelated(const Worker& worker, std::uint64_t left, std::uint64_t right,
                   bool are_pointers) {
  const auto object = [&](std::uint64_t address) {
    const auto found = are_pointers ? page_or_function_of(address) : std::nullopt;
    if (found || address < program::kPrivateBase) return found;
    return start_of_object(worker, address);
  };
  const auto one = object(left), other = object(right);
  return one && other && *one != *other;
}

} // namespace walkcheck::machine
