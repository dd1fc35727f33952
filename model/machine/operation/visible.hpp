// SPDX-License-Identifier: GPL-2.0-only
// A thread's next visible operation, with all that its local state decides: operands evaluated,
// addresses looked up, cells and footprints interned. Taking the step only reads and writes cells.
#pragma once

#include "model/machine/operation/kind.hpp"
#include "model/machine/state/cells.hpp"
#include "model/machine/state/event.hpp"
#include "model/machine/state/finding.hpp"
#include "model/program/instruction.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace walkcheck::machine {

struct Operation;
extern const Operation kNothing; // the operation of a CPU that has ended

// A step that changed nothing, and the value it gave; its CPU waits until it would give another.
struct Awaited;

inline constexpr std::uint32_t kNoRead = UINT32_MAX;
inline constexpr FootprintId kNoFootprint = UINT32_MAX;

// --- Parts that only one family has ------------------------------------------------------------

struct WordAccess {
  CellId cell = kNoCell; // none: the word is constant
  std::uint8_t bytes = 8;
  std::uint8_t shift = 0; // of the accessed bytes in their word
  program::FetchOp fetch = program::FetchOp::Add;
  std::uint64_t mask = UINT64_MAX; // of the accessed bytes, shifted down
  term::Value operand;             // the value stored, exchanged, or combined by a FetchModify
  term::Value expected;            // of a compare-exchange
  term::Value constant;            // what a load of a constant word gives
};

struct LockUse {
  CellId cell = kNoCell;
  CellId queue = kNoCell;    // of a fair lock
  bool shared = false;       // for reading
  bool last_release = false; // of a lock that this CPU may hold several times
};

// Of a FreeTableRcu.
struct Deferral {
  std::uint32_t grace = 0;           // index in World::graces
  bool in_section = false;           // the CPU's own section delays the end of the grace period
  FootprintId ending = kNoFootprint; // if no section delays it, and somebody can tell when it ends
};

// Of IPIs and grace periods.
struct OtherCpus {
  CpuSet awaited = 0;
  CpuId sender = 0; // of a TakeIpi
};

struct Choice {
  std::uint32_t alternatives = 1;
};

struct Raised {
  const Event* event = nullptr;
  std::uint8_t count = 0; // of values
  std::array<term::Value, 2> values;
};

// -----------------------------------------------------------------------------------------------

// What others can observe of this CPU's sections once the step has succeeded; steps on locks have
// this, too.
struct SectionChange {
  bool irqs_off = false, irqs_on = false, enters = false, leaves = false;
};

struct LoopPart {
  std::uint32_t read = kNoRead; // number in Reads, in a round of a loop that may change nothing
  // Waits until one of these would give another value; if empty, for ever. Null: no such wait.
  const std::vector<Awaited>* awaits = nullptr;
};

class Visible {
public:
  const Operation* does = &kNothing;
  program::Primitive primitive = program::Primitive::Fence;
  std::optional<FindingKind> fault; // local state alone decides that the step fails
  std::uint32_t debug = 0;
  std::uint64_t address = 0; // word, table or lock
  CellId frame = kNoCell;    // none: no frame, or one whose state is constant
  FootprintId footprint = 0;
  FootprintId refused = kNoFootprint; // footprint of a try-lock or compare-exchange that fails
  SectionChange section;
  LoopPart loop;

  StepKind kind() const; // of what it does

  // Without const, for making an operation: it becomes one of this family. With const, an operation
  // of another family gives an empty part.
  WordAccess& word() { return become<WordAccess>(); }
  LockUse& lock() { return become<LockUse>(); }
  Deferral& deferral() { return become<Deferral>(); }
  OtherCpus& others() { return become<OtherCpus>(); }
  Choice& choice() { return become<Choice>(); }
  Raised& raised() { return become<Raised>(); }
  const WordAccess& word() const { return part<WordAccess>(); }
  const LockUse& lock() const { return part<LockUse>(); }
  const Deferral& deferral() const { return part<Deferral>(); }
  const OtherCpus& others() const { return part<OtherCpus>(); }
  const Choice& choice() const { return part<Choice>(); }
  const Raised& raised() const { return part<Raised>(); }

private:
  template <class Part> static constexpr Part kNone{};

  template <class Part> Part& become() {
    if (Part* known = std::get_if<Part>(&of_family_)) return *known;
    return of_family_.emplace<Part>();
  }
  template <class Part> const Part& part() const {
    const Part* known = std::get_if<Part>(&of_family_);
    return known == nullptr ? kNone<Part> : *known;
  }

  std::variant<std::monostate, WordAccess, LockUse, Deferral, OtherCpus, Choice, Raised> of_family_;
};

struct Awaited {
  const Visible* read; // what gave it
  term::Value observed;
};

// The outcome of an operation in the shared state, before anything is changed.
struct Outcome {
  term::Value observed; // with the node, it decides where the CPU goes on
  FootprintId footprint = 0;
  std::optional<FindingKind> fault;
};

// The change of the bytes that an operation accesses.
struct Effect {
  term::Value before;
  term::Value after;
};

} // namespace walkcheck::machine
