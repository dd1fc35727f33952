// SPDX-License-Identifier: GPL-2.0-only
// A CPU's next visible operation, with all that its local state decides: operands evaluated,
// addresses looked up, cells and footprints interned. Taking the step only reads and writes cells.
#pragma once

#include "model/machine/cells.hpp"
#include "model/machine/machine.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace walkcheck::machine {

// A hook of an invariant.
struct Listener {
  std::uint32_t invariant; // index in Setup::invariants
  std::uint32_t function;  // index in its program's functions
};
struct Event {
  std::string name;
  std::vector<Listener> listeners;
};

struct Fault {
  FindingKind kind;
  std::uint64_t value;
};

struct Seen;

inline constexpr std::uint32_t kNoRead = UINT32_MAX;

struct Visible {
  StepKind kind = StepKind::Finish;
  program::Primitive primitive = program::Primitive::Fence;
  std::uint32_t debug = 0;

  std::uint64_t address = 0; // word, table or lock
  std::uint8_t bytes = 8;
  std::uint8_t shift = 0;          // of the accessed bytes in their word
  std::uint64_t mask = UINT64_MAX; // of the accessed bytes, shifted down
  term::Value value;               // stored or exchanged; of a load: the constant that it gives
  term::Value expected;            // of a compare-exchange
  program::FetchOp fetch = program::FetchOp::Add;

  CellId word = kNoCell;  // none: the word is constant
  CellId frame = kNoCell; // none: no frame, or one whose state is constant
  CellId lock = kNoCell;
  CellId queue = kNoCell;    // of a fair lock
  bool shared = false;       // the lock, for reading
  bool last_release = false; // of a lock that this CPU may hold several times

  // What others can observe of this CPU's sections, once the step has succeeded.
  bool irqs_off = false, irqs_on = false, enters = false, leaves = false;

  std::uint32_t grace = 0; // index in World::graces, of a FreeTableRcu
  CpuSet awaited = 0;
  std::uint32_t alternatives = 1; // of a Choose
  std::optional<Fault> fault;     // local state alone decides that the step fails
  FootprintId footprint = 0;
  // Of a failed try-lock or compare-exchange; of a FreeTableRcu that nobody is in the way of.
  FootprintId refused = 0;
  const Event* event = nullptr;

  std::uint32_t read = kNoRead; // in World::read(): of a loop's round that may change nothing
  // Waits until one of these would give something else; none: for ever. Null: no such wait.
  const std::vector<Seen>* awaits = nullptr;
};

// What the shared state makes of an operation, before anything is changed.
struct Outcome {
  term::Value observed; // decides, with the node, where the CPU goes
  FootprintId footprint = 0;
  std::optional<FindingKind> fault;
};

// Of a value that something goes by and that has none: what is found.
FindingKind finding_of(const term::Origin& origin);

// What an operation makes of the bytes that it accesses.
struct Effect {
  term::Value before;
  term::Value after;
};

// What steps by itself: see actor.hpp.
struct Actor {
  enum class Kind : std::uint8_t { Interrupt, Callbacks };
  Kind kind;
  CpuId cpu;        // in whose column and name
  CpuId sender = 0; // of the Interrupt
  Visible op = {};  // the same at each of its steps
};

} // namespace walkcheck::machine
