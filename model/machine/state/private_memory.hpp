// SPDX-License-Identifier: GPL-2.0-only
// A CPU's private memory: its locals whose address was taken. Each is an object with bounds and a
// lifetime, far from the others. Bytes that nobody has written exist, but are undefined. Entry
// points: private_bytes(), read_private(), write_private().
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

// Whether the address is in the region of this CPU's private memory.
bool is_private(CpuId cpu, std::uint64_t address);
// Throws PrivateFault for an address in another CPU's private memory: only that CPU knows which
// local is there, and whether it is alive.
void refuse_others_local(const Worker& worker, std::uint64_t address);
// The bytes at this address, where they are in this CPU's own private memory. Throws PrivateFault
// where no living local has all of them.
std::uint8_t* private_bytes(Worker& worker, std::uint64_t address, std::uint64_t bytes);
// Assumes which local has all of these bytes, or that none has: then all such addresses are alike.
void assume_local(Worker& worker, const term::Value& address, std::uint64_t bytes);
// Reads and writes values in private memory, with the terms that they have.
term::Value read_private(Worker& worker, const std::uint8_t* from, std::uint8_t bytes);
void write_private(Worker& worker, std::uint8_t* to, std::uint8_t bytes, const term::Value& value);

// The lifetime of a local of the top frame begins or ends. A local that ends leaves nothing behind,
// so CPUs that differed only in its value are the same again. False: there is no room for its next
// address.
void begin_local(Worker& worker, std::uint32_t index);
bool end_local(Worker& worker, std::uint32_t index);
// Makes room for a frame's locals, and drops them.
void make_frame(LocalState& state, CallFrame& frame, const program::Program& program);
void drop_frame(LocalState& state, const program::Function& function, CpuId cpu,
                const term::Value& returned);
// To be called when a value that leaves the CPU's own state may be the address of a local.
void note_published(Worker& worker, const term::Value& value);
// A call of a function that nothing defines: the locals that it can reach are unknown from now on.
void lose_locals(Worker& worker, const program::Opaque& in, term::TermId unknown);

} // namespace walkcheck::machine
