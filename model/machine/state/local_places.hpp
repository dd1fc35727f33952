// SPDX-License-Identifier: GPL-2.0-only
// Where a CPU's locals are, by address. Each frame has a stretch of the CPU's region, and each
// local its place there, far from the others. A local whose lifetime has ended is nowhere, and its
// address is never another's: one that the CPU alone has becomes an address in the upper half of
// the region; where others may have it, or it may be kept in another form, the local moves. Offsets
// count from the region's start.
#pragma once

#include "model/machine/state/worker.hpp"
#include "model/program/layout.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace walkcheck::machine {

// Frames begin at multiples of it, so that a local has any alignment up to it.
inline constexpr std::uint64_t kFrameAlignment = 1ULL << 16;
// From there on are addresses of locals that are no more. No frame is.
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
// A new place for a local of the frame on top; false: the region is full.
bool move_local(Worker& worker, std::uint32_t index);

// What an address of this local becomes when its lifetime ends.
std::uint64_t ended_address(const Worker& worker, std::uint32_t function, std::size_t local,
                            std::uint64_t at);
// The local that had it.
std::string name_of_ended(const Worker& worker, std::uint64_t offset);

// Frame and local of an address in this CPU's private memory: the nearest, dead or alive.
struct Place {
  const CallFrame* frame = nullptr; // null: of a frame that has returned
  std::size_t local = 0;
  std::uint64_t at = 0; // of the address, in the local; wraps before it
  bool left = false;    // the local has moved from there
};

Place place_of(const Worker& worker, std::uint64_t address);
const program::Local& local_at(const Worker& worker, const Place& place);
// Just behind it counts, too.
bool is_alive(const Worker& worker, const Place& place);

// Whether they are addresses of two objects, of which nothing says where one is beside the other.
// A number is no address of a page or of a function, which many numbers look like.
bool are_unrelated(const Worker& worker, std::uint64_t left, std::uint64_t right,
                   bool are_pointers);

} // namespace walkcheck::machine
