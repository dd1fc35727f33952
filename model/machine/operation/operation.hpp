// SPDX-License-Identifier: GPL-2.0-only
// All that a step does is in one row: how the shared state decides its outcome, what it changes
// there, what it leaves in its CPU's own state, and what people are told. Each family's file has
// the rows of its operations, and of the primitives that become them. Entry points: plan(),
// apply(), complete().
//
// Soundness rests on this rule: all that decides what a step does, or what its footprint is, is in
// its footprint, unless it is the CPU's own local state.
#pragma once

#include "model/machine/operation/run.hpp"
#include "model/machine/operation/step_record.hpp"
#include "model/machine/operation/visible.hpp"
#include "model/machine/state/world.hpp"

#include <cstddef>
#include <span>

namespace walkcheck::machine {

// A step that was taken.
struct Done {
  CpuId cpu;
  const Visible& op;
  const Outcome& outcome;
  std::size_t log_size; // of the cells, before it
};

// The alternatives that an operation has in a state. A number means the same in each state; 0
// always exists.
struct Ways {
  unsigned (*count)(World& world, const Visible& op);
  unsigned (*number)(World& world, const Visible& op, unsigned index);
  bool (*has)(World& world, const Visible& op, unsigned alternative);
};

inline Outcome observe_nothing(World& /*world*/, CpuId /*cpu*/, const Visible& op,
                               unsigned /*alternative*/) {
  return {0, op.footprint, {}};
}
inline bool leave_nothing(Run& /*run*/, const Visible& /*op*/, const term::Value& /*observed*/) {
  return true;
}

struct Operation {
  StepKind kind;
  // Its outcome in this shared state, before anything is changed.
  Outcome (*plan)(World& world, CpuId cpu, const Visible& op,
                  unsigned alternative) = observe_nothing;
  // Changes the cells. Null: it changes none.
  void (*apply)(World& world, CpuId cpu, const Visible& op, const Outcome& outcome) = nullptr;
  // Whether it can go now. Null: it never waits.
  bool (*is_granted)(const World& world, CpuId cpu, const Visible& op) = nullptr;
  // Changes the CPU's own state; false: the same instruction goes on with another step.
  bool (*complete)(Run& run, const Visible& op, const term::Value& observed) = leave_nothing;
  // Whether it changed nothing, so that its round of a loop may be one that only waits. Null: it
  // counts as a change.
  bool (*changed_nothing)(Run& run, const Visible& op, const Outcome& outcome) = nullptr;
  // Null: there is one alternative.
  const Ways* ways = nullptr;
  // Notes what a CPU may wait for here: see wait_graph.hpp. Null: nothing.
  void (*note_wait)(WaitGraph& graph, CpuId cpu, const LocalState& state,
                    const Visible& op) = nullptr;
  // For people: whom it waits for, and what it did if it did not fail.
  Wait (*waits_for)(const World& world, CpuId cpu, const Visible& op) = nullptr;
  void (*record)(World& world, const Done& done, StepRecord& record) = nullptr;
};

inline StepKind Visible::kind() const {
  return does->kind;
}

// How a primitive runs: as local work, or as a step, which it puts into Run::next.
struct Invocation {
  program::Primitive primitive;
  Flow (*run)(Run& run, const program::Invoke& in);
};

// What a family's file provides.
struct Rows {
  std::span<const Operation> operations;
  std::span<const Invocation> invocations;
};
Rows memory_rows();
Rows lock_rows();
Rows section_rows();
Rows wait_rows();
Rows table_rows();
Rows test_rows();
Rows control_rows();

// Null for a kind of an actor, or without an operation.
const Operation* find_operation(StepKind kind);
bool has_invocation(program::Primitive primitive);
Flow run_invoke(Run& run, const program::Invoke& in);
// The call that is the current instruction.
const program::Invoke& invoked(const Run& run);

Outcome plan_failing(const World& world, const Visible& op);
inline Outcome plan(World& world, CpuId cpu, const Visible& op, unsigned alternative) {
  if (op.fault) return plan_failing(world, op);
  return op.does->plan(world, cpu, op, alternative);
}

inline void apply(World& world, CpuId cpu, const Visible& op, const Outcome& outcome) {
  // A lock in a freed page is taken or released all the same, as memory takes any store: so what
  // others wait for agrees with the footprint.
  const bool is_done = !outcome.fault || (op.lock().cell != kNoCell && !op.fault);
  if (is_done && op.does->apply != nullptr) op.does->apply(world, cpu, op, outcome);
}

// Whether an operation is guarded, and whether a guarded one can go now.
bool may_wait(const Visible& op);
bool is_granted(World& world, CpuId cpu, const Visible& op);
// To be called when this is the CPU's next step.
void note_wait(World& world, CpuId cpu, const LocalState& state, const Visible& op);

// Makes the changes of `op`, the current instruction's operation, to the CPU's own state.
void complete(Run& run, const Visible& op, const Outcome& outcome);

inline unsigned ways_of(World& world, const Visible& op) {
  return op.does->ways == nullptr ? 1 : op.does->ways->count(world, op);
}
inline unsigned way_of(World& world, const Visible& op, unsigned index) {
  return op.does->ways == nullptr ? index : op.does->ways->number(world, op, index);
}
inline bool has_way(World& world, const Visible& op, unsigned alternative) {
  return op.does->ways == nullptr ? alternative == 0 : op.does->ways->has(world, op, alternative);
}

} // namespace walkcheck::machine
