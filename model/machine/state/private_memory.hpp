// SPDX-License-Identifier: GPL-2.0-only
// A CPU's private memory: its locals whose address was taken. Each is an object with bounds and a
// lifetime, far from the others; what nobody has written is there, and has no value.
#pragma once

#include "model/machine/state/finding.hpp"
#include "model/machine/state/worker.hpp"

#include <cstdint>
#include <string>

namespace walkcheck::machine {

// Thrown where an access of private memory is wrong.
struct PrivateFault {
  FindingKind kind;
  std::uint64_t address;
  std::string local;
};

// Whether it is an address in this CPU's private memory, or where that could be.
bool is_private(CpuId cpu, std::uint64_t address);
// Which local of another CPU an address is in, and whether that lives, only that CPU knows: throws
// PrivateFault for one there.
void refuse_others_local(const Worker& worker, std::uint64_t address);
// The bytes at this address, where they are in this CPU's own private memory. Throws PrivateFault
// where no living local has all of them.
std::uint8_t* private_bytes(Worker& worker, std::uint64_t address, std::uint64_t bytes);
// Which local all of the bytes are in, or that they are in none: then one address is like another.
void assume_local(Worker& worker, const term::Value& address, std::uint64_t bytes);
// What private memory holds, and what it stems from.
term::Value read_private(Worker& worker, const std::uint8_t* from, std::uint8_t bytes);
void write_private(Worker& worker, std::uint8_t* to, std::uint8_t bytes, const term::Value& value);

// A local of the frame on top begins to live. One that ends leaves nothing behind: CPUs that differ
// in what it was are the same again; false: there is no room for the next.
void begin_local(Worker& worker, std::uint32_t index);
bool end_local(Worker& worker, std::uint32_t index);
// A frame's locals are there from here on, and are no more.
void make_frame(LocalState& state, CallFrame& frame, const program::Program& program);
void drop_frame(LocalState& state, const program::Function& function, CpuId cpu,
                const term::Value& returned);
// An address of a local leaves the CPU's own state.
void note_published(Worker& worker, const term::Value& value);
// What a function that nothing defines can reach of the locals is unknown from here on.
void lose_locals(Worker& worker, const program::Opaque& in, term::TermId unknown);

} // namespace walkcheck::machine
