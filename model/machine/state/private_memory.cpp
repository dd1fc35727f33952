// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine/state/private_memory.hpp"

#include "model/machine/state/local_places.hpp"

#include <algorithm>
#include <cstring>
#include <set>
#include <utility>

namespace walkcheck::machine {
namespace {

using program::Local;

constexpr std::uint64_t kPrivateAlignment = 16;
std::uint64_t bytes_of_term(const PrivateTerm& known, std::uint64_t undefined, std::uint64_t at) {
  return known.bytes > 8 ? 0xff : undefined >> (8 * at) & 0xff;
}

bool overlaps(const PrivateTerm& known, std::uint64_t offset, std::uint64_t bytes) {
  return known.offset < offset + bytes && offset < known.offset + known.bytes;
}

std::uint64_t bits_at(const LocalState& state, std::uint64_t offset, std::uint64_t bytes) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &state.memory[offset], bytes);
  return bits;
}

// Turns a value that stems from inputs into a plain number, by assuming it; false: it has undefined
// bits.
bool settle(Worker& worker, const PrivateTerm& known) {
  term::Terms& terms = worker.world.terms();
  const term::TermId defined = terms.defined_part(known.term);
  if (!terms.is_constant(defined))
    worker.world.predicates.assume_value(
        {bits_at(worker.state, known.offset, known.bytes), defined});
  return !terms.is_undefined(known.term);
}

// The part of it in `bytes` bytes from `offset` on.
PrivateTerm part_of(term::Terms& terms, const PrivateTerm& known, std::uint64_t offset,
                    std::uint64_t bytes) {
  if (known.bytes > 8) return {offset, bytes, known.term};
  const std::uint64_t shift = 8 * (offset - known.offset);
  const term::TermId moved = terms.of(term::Op::LShr, known.term, terms.constant(shift));
  return {offset, bytes, terms.low(moved, static_cast<unsigned>(8 * bytes))};
}

void insert(std::vector<PrivateTerm>& terms, const PrivateTerm& known) {
  if (known.term == term::kNoTerm || known.bytes == 0) return;
  terms.insert(std::ranges::lower_bound(terms, known.offset, {}, &PrivateTerm::offset), known);
}

// Drops the terms of these bytes, and keeps those of the bytes beside them.
void forget(Worker& worker, std::uint64_t offset, std::uint64_t bytes) {
  auto& all = worker.state.memory_terms;
  std::vector<PrivateTerm> cut;
  for (const PrivateTerm& known : all) {
    const bool whole = offset <= known.offset && known.offset + known.bytes <= offset + bytes;
    if (whole || !overlaps(known, offset, bytes)) continue;
    if (!settle(worker, known)) cut.push_back(known);
  }
  std::erase_if(all, [&](const PrivateTerm& known) { return overlaps(known, offset, bytes); });
  term::Terms& terms = worker.world.terms();
  for (const PrivateTerm& known : cut) {
    const std::uint64_t end = known.offset + known.bytes;
    if (known.offset < offset)
      insert(all, part_of(terms, known, known.offset, offset - known.offset));
    if (end > offset + bytes)
      insert(all, part_of(terms, known, offset + bytes, end - offset - bytes));
  }
}

// Whether a register, or a word of private memory, has an address in this range.
bool is_held(const LocalState& state, std::uint64_t first, std::uint64_t bytes) {
  for (const CallFrame& frame : state.frames)
    for (const term::Value& value : frame.registers)
      if (is_within(value.bits, first, bytes)) return true;
  for (std::uint64_t at = 0; at + 8 <= state.memory.size(); at += 8)
    if (is_within(bits_at(state, at, 8), first, bytes)) return true;
  return false;
}

bool points_into(const term::Value& value, std::uint64_t first, std::uint64_t bytes) {
  return value.bits - first <= bytes; // one past the end, too
}

// C11 6.2.4p2: the address of an object whose lifetime has ended must not be used, even if another
// object is there later. An address that others see is left as it is.
void retire_addresses(Worker& worker, std::uint32_t index) {
  LocalState& state = worker.state;
  const CallFrame& ending = state.frames.back();
  const Local& local = worker.program().functions[ending.function].locals[index];
  const std::uint64_t first = region_of(worker.cpu) + offset_of(ending, local, index);
  const auto retired = [&](std::uint64_t address) {
    return ended_address(worker, ending.function, index, address - first);
  };
  for (CallFrame& frame : state.frames)
    for (term::Value& value : frame.registers)
      if (points_into(value, first, local.bytes)) value = retired(value.bits);
  for (std::uint64_t at = 0; at + 8 <= state.memory.size(); at += 8) {
    const std::uint64_t address = bits_at(state, at, 8);
    if (!points_into(address, first, local.bytes)) continue;
    forget(worker, at, 8);
    const std::uint64_t instead = retired(address);
    std::memcpy(&state.memory[at], &instead, 8);
  }
}

std::uint64_t memory_of(const Worker& worker, const Place& place) {
  return place.frame->private_base + local_at(worker, place).offset;
}

bool hides_any_address(const program::Function& function) {
  return std::ranges::any_of(function.locals, &Local::hides_address);
}

} // namespace

void make_frame(LocalState& state, CallFrame& frame, const program::Program& program) {
  if (!state.frames.empty()) {
    const CallFrame& caller = state.frames.back();
    frame.first_address = end_of_frame(caller, program.functions[caller.function]);
  }
  frame.first_address = std::max(frame.first_address, state.least_address);
  frame.private_base = rounded_up(state.memory.size(), kPrivateAlignment);
  state.memory.resize(frame.private_base + program.functions[frame.function].private_bytes);
}

void drop_frame(LocalState& state, const program::Function& function, CpuId cpu,
                const term::Value& returned) {
  const CallFrame frame = std::move(state.frames.back());
  state.frames.pop_back();
  state.memory.resize(frame.private_base);
  std::erase_if(state.memory_terms,
                [&](const PrivateTerm& known) { return known.offset >= state.memory.size(); });
  if (function.locals.empty()) return;
  const std::uint64_t first = region_of(cpu) + frame.first_address;
  if (state.published || hides_any_address(function) ||
      is_within(returned.bits, first, function.private_span) ||
      is_held(state, first, function.private_span))
    state.least_address = std::max(state.least_address, end_of_frame(frame, function));
}

void begin_local(Worker& worker, std::uint32_t index) {
  CallFrame& frame = worker.state.frame();
  const Local& local = worker.program().functions[frame.function].locals[index];
  if (!std::ranges::binary_search(frame.living, index))
    frame.living.insert(std::ranges::lower_bound(frame.living, index), index);
  const std::uint64_t offset = frame.private_base + local.offset;
  std::fill_n(worker.state.memory.begin() + static_cast<std::ptrdiff_t>(offset), local.bytes, 0);
  forget(worker, offset, local.bytes);
  insert(worker.state.memory_terms,
         {offset, local.bytes,
          worker.world.terms().undefined({term::Origin::Kind::NeverWritten, local.name})});
}

bool end_local(Worker& worker, std::uint32_t index) {
  CallFrame& frame = worker.state.frame();
  const Local& local = worker.program().functions[frame.function].locals[index];
  std::erase(frame.living, index);
  const std::uint64_t offset = frame.private_base + local.offset;
  std::fill_n(worker.state.memory.begin() + static_cast<std::ptrdiff_t>(offset), local.bytes, 0);
  forget(worker, offset, local.bytes);
  retire_addresses(worker, index);
  const bool is_shown = std::erase(frame.shown, index) != 0;
  return (!is_shown && !local.hides_address) || move_local(worker, index);
}

bool is_private(CpuId cpu, std::uint64_t address) {
  return is_within(address, region_of(cpu), program::kPrivateBytes);
}

void refuse_others_local(const Worker& worker, std::uint64_t address) {
  const std::uint64_t locals = worker.world.cpus() * program::kPrivateBytes;
  if (is_within(address, program::kPrivateBase, locals) && !is_private(worker.cpu, address))
    throw PrivateFault{FindingKind::OthersLocal, address, ""};
}

std::uint8_t* private_bytes(Worker& worker, std::uint64_t address, std::uint64_t bytes) {
  if (!is_private(worker.cpu, address)) return nullptr;
  const std::uint64_t offset = address - region_of(worker.cpu);
  if (offset >= kEndedLocals)
    throw PrivateFault{FindingKind::DeadLocal, address, name_of_ended(worker, offset)};
  const Place place = place_of(worker, address);
  if (place.frame == nullptr) throw PrivateFault{FindingKind::DeadLocal, address, ""};
  const Local& local = local_at(worker, place);
  const bool inside = place.at < local.bytes;
  if (place.left || (inside && !is_alive(worker, place)))
    throw PrivateFault{FindingKind::DeadLocal, address, local.name};
  if (!inside || bytes > local.bytes - place.at)
    throw PrivateFault{FindingKind::OutsideLocal, address, local.name};
  return &worker.state.memory[memory_of(worker, place) + place.at];
}

namespace {

// Follows addresses of locals through locals.
class Reach {
public:
  Reach(Worker& worker, term::TermId unknown) : worker_(worker), unknown_(unknown) {}

  void add(const term::Value& value, bool writes) {
    if (!is_private(worker_.cpu, value.bits)) return;
    const Place place = place_of(worker_, value.bits);
    if (is_alive(worker_, place)) add(place, writes);
  }

  void add(const Place& place, bool writes) {
    const std::uint64_t offset = memory_of(worker_, place);
    const std::uint64_t bytes = local_at(worker_, place).bytes;
    if (!met_.insert({offset, writes}).second) return;
    for (std::uint64_t at = offset; at + 8 <= offset + bytes; at += 8)
      add(bits_at(worker_.state, at, 8), true);
    if (writes) written_.emplace(offset, bytes);
  }

  void lose() {
    for (const auto& [offset, bytes] : written_) {
      std::fill_n(worker_.state.memory.begin() + static_cast<std::ptrdiff_t>(offset), bytes, 0);
      forget(worker_, offset, bytes);
      insert(worker_.state.memory_terms, {offset, bytes, unknown_});
    }
  }

private:
  Worker& worker_;
  term::TermId unknown_;
  std::set<std::pair<std::uint64_t, bool>> met_;
  std::set<std::pair<std::uint64_t, std::uint64_t>> written_;
};

} // namespace

// A local whose address others see, or may have in some other form, can be reached by any function.
void lose_locals(Worker& worker, const program::Opaque& in, term::TermId unknown) {
  Reach reach(worker, unknown);
  for (const program::Operand& operand : in.written)
    reach.add(worker.value(operand), true);
  for (const program::Operand& operand : in.read)
    reach.add(worker.value(operand), false);
  for (const CallFrame& frame : worker.state.frames) {
    const std::vector<Local>& locals = worker.program().functions[frame.function].locals;
    for (const std::uint64_t local : frame.living)
      if (worker.state.published || locals[local].hides_address)
        reach.add(Place{&frame, local, 0}, true);
  }
  reach.lose();
}

void assume_local(Worker& worker, const term::Value& address, std::uint64_t bytes) {
  worker.world.places.assume_range(address, region_of(worker.cpu), program::kPrivateBytes);
  for (const CallFrame& frame : worker.state.frames) {
    const std::vector<Local>& locals = worker.program().functions[frame.function].locals;
    for (std::size_t i = 0; i < locals.size(); ++i)
      if (locals[i].bytes >= bytes)
        worker.world.places.assume_range(address,
                                         region_of(worker.cpu) + offset_of(frame, locals[i], i),
                                         locals[i].bytes - bytes + 1);
  }
}

void note_published(Worker& worker, const term::Value& value) {
  if (!is_private(worker.cpu, value.bits)) return;
  worker.state.published = true;
  const Place place = place_of(worker, value.bits);
  if (!is_alive(worker, place)) return;
  const auto depth = static_cast<std::size_t>(place.frame - worker.state.frames.data());
  std::vector<std::uint64_t>& shown = worker.state.frames[depth].shown;
  if (!std::ranges::binary_search(shown, place.local))
    shown.insert(std::ranges::lower_bound(shown, place.local), place.local);
}

// If only a part of a value is read, or parts of several, the values become plain numbers.
term::Value read_private(Worker& worker, const std::uint8_t* from, std::uint8_t bytes) {
  const auto offset = static_cast<std::uint64_t>(from - worker.state.memory.data());
  const std::uint64_t bits = bits_at(worker.state, offset, bytes);
  term::TermId like = term::kNoTerm;
  std::uint64_t undefined = 0;
  for (const PrivateTerm& known : worker.state.memory_terms) {
    if (!overlaps(known, offset, bytes)) continue;
    if (known.offset == offset && known.bytes == bytes)
      return {bits, worker.world.terms().low(known.term, 8U * bytes)};
    if (settle(worker, known)) continue;
    const std::uint64_t of_known = worker.world.terms().undefined_bits(known.term);
    if (like == term::kNoTerm) like = known.term;
    for (std::uint64_t i = 0; i < bytes; ++i)
      if (is_within(offset + i, known.offset, known.bytes))
        undefined |= bytes_of_term(known, of_known, offset + i - known.offset) << (8 * i);
  }
  if (undefined == 0) return bits;
  return {bits, worker.world.terms().undefined_as(like, bits, undefined)};
}

void write_private(Worker& worker, std::uint8_t* to, std::uint8_t bytes, const term::Value& value) {
  const auto offset = static_cast<std::uint64_t>(to - worker.state.memory.data());
  forget(worker, offset, bytes);
  std::memcpy(to, &value.bits, bytes);
  insert(worker.state.memory_terms, {offset, bytes, value.term});
}

} // namespace walkcheck::machine
