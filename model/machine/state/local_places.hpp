// SPDX-License-Identifier: GPL-2.0-only
// The addresses of a CPU's locals. Each frame has a stretch of the CPU's region, and each local a
// place in that, far from the others. When a local's lifetime ends, its address must never become
// that of another local. If only the CPU has the address, it becomes one in the upper half of the
// region; if others may have it, or it may be kept in another form, the local moves to a new place.
// Offsets count from the region's start.
#pragma once

#include "model/machine/state/worker.hpp"
#include "model/program/layout.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace walkcheck::machine {

// Frames begin at multiples of this, so that a local can have any alignment up to it.
inline constexpr std::uint64_t kFrameAlignment = 1ULL << 16;
// From this offset on are the addresses of locals whose lifetime has ended; frames are below it.
inline constexpr std::uint64_t kEndedLocals = program::kPrivateBytes / 2;

constexpr std::uint64_t rounded_up(std::uint64_t value, std::uint64_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

constexpr bool is_within(std::uint64_t value, std::uint64_t first, std::uint64_t bytes) {
  return value - first < bytes;
}

constexpr std::uint64_t region_of(CpuId cpu) {
  return program::kPrivateBase + cpu * program::kPrivateBytes;
}

// Where the next frame may begin.
std::uint64_t end_of_frame(const CallFrame& frame, const program::Function& function);
// The offset of a local of that frame.
std::uint64_t offset_of(const CallFrame& frame, const program::Local& local, std::uint64_t index);
// Gives a local of the top frame a new place; false: the region is full.
bool move_local(Worker& worker, std::uint32_t index);

// What an address of this local becomes when its lifetime ends.
std::uint64_t ended_address(const Worker& worker, std::uint32_t function, std::size_t local,
                            std::uint64_t at);
// The name of the local that had this address.
std::string name_of_ended(const Worker& worker, std::uint64_t offset);

// The frame and local of an address in this CPU's private memory: the nearest, dead or alive.
struct Place {
  const CallFrame* frame = nullptr; // null: of a frame that has returned
  std::size_t local = 0;
  std::uint64_t at = 0; // offset of the address in the local; wraps if it is before the local
  bool left = false;    // the local has moved from there
};

Place place_of(const Worker& worker, std::uint64_t address);
const program::Local& local_at(const Worker& worker, const Place& place);
// Whether the local at this place is alive; an address just behind it counts, too.
bool is_alive(const Worker& worker, const Place& place);

// The local, variable or function that an address is in, or near to. A local's name is without the
// CPU; one that has ended has no bytes.
std::optional<Object> object_of(const Worker& worker, std::uint64_t address);

// Whether these are addresses of two different objects, whose order in memory nothing defines.
// Without `are_pointers`, pages and functions do not count, as many plain numbers look like their
// addresses.
bool are_unrelated(const Worker& worker, std::uint64_t left, std::uint64_t right,
                   bool are_pointers);

} // namespace walkcheck::machine
