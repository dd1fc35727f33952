// SPDX-License-Identifier: GPL-2.0-only
// All of a CPU's state that no other can see: its stack and registers, the locks it holds, and how
// deep it is in sections that keep it from sleeping. Packed, it identifies a node of its automaton.
// Entry points: pack(), unpack().
#pragma once

#include "model/machine/state/setup.hpp"

#include <cstdint>
#include <vector>

namespace walkcheck::machine {

// A local's new address: others may still have the one of a lifetime that has ended.
struct Moved {
  std::uint64_t local; // index in Function::locals
  std::uint64_t at;    // counted from the same start as CallFrame::first_address
};

struct CallFrame {
  std::uint32_t function = 0; // index in Program::functions
  std::uint32_t pc = 0;
  std::uint64_t private_base = 0;    // offset in LocalState::memory
  std::uint64_t first_address = 0;   // of its locals, counted from the start of the CPU's region
  std::vector<std::uint64_t> living; // its locals that are alive, sorted
  std::vector<std::uint64_t> shown;  // those alive whose address others may have, sorted
  std::vector<Moved> moved;          // the last entry for a local is its present address
  std::vector<term::Value> registers;
  std::vector<std::uint64_t> loops; // by loop: back edges taken since it was entered
};

struct HeldLock {
  std::uint64_t address;
  bool shared;
  std::uint64_t count;
};

// For ReadMode::Merged: the value that a plain read of this gives without a load.
struct KnownRead {
  std::uint64_t address;
  std::uint64_t bytes;
  term::Value value;
};

// The term of a value in private memory that stems from inputs.
struct PrivateTerm {
  std::uint64_t offset; // in LocalState::memory
  std::uint64_t bytes;
  term::TermId term;
};

// A step of this CPU that changed nothing, and the value that it gave.
struct Seen {
  std::uint32_t read; // number in Reads
  term::Value observed;
  auto operator<=>(const Seen&) const = default;
};

using PackedState = std::vector<std::uint64_t>;

// A loop whose present round has changed nothing so far: see operation/loop_waits.hpp.
struct Watch {
  std::uint32_t depth; // of its frame, from 1
  std::uint32_t loop;
  PackedState head; // the CPU's state where the round began
  bool waits;       // the round has not begun: it waits for a change of what the last one read
  std::vector<Seen> reads; // of this round, or, while it waits, of the last one; sorted
};

// The sections that keep a CPU from taking IPIs and from sleeping, and delay grace periods.
struct Sections {
  bool irqs_off = false;
  std::uint64_t preempt_count = 0;
  std::uint64_t rcu_nesting = 0;

  bool atomic() const { return irqs_off || preempt_count > 0 || rcu_nesting > 0; }
};

struct LocalState {
  std::vector<CallFrame> frames;
  std::vector<std::uint8_t> memory;      // private memory of all frames, a stack
  std::vector<PrivateTerm> memory_terms; // sorted by offset, and apart from each other
  std::vector<HeldLock> held;            // sorted by address, then exclusive before shared
  std::vector<KnownRead> known_reads;
  std::vector<Watch> watches; // outermost first
  Sections sections;
  std::uint64_t allocated = 0; // AllocTables done
  std::uint64_t deferred = 0;  // FreeTableRcus done
  bool queued = false; // in the queue to write a fair lock: the second step of taking it is next
  // Addresses below this are those of frames that have returned; something still holds them.
  std::uint64_t least_address = 0;
  bool published = false;    // an address of a local was stored where others see it
  std::uint64_t awaited = 0; // CPUs, as bits: the second step of an IPI or a grace period is next

  CallFrame& frame() { return frames.back(); }
};

PackedState pack(const LocalState& state);
LocalState unpack(const PackedState& packed);

} // namespace walkcheck::machine
