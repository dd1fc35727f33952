// SPDX-License-Identifier: GPL-2.0-only
// What a step does, all of it in one row: what the shared state makes of it, what it changes there,
// what it leaves behind in its CPU, and what people are told. Each family's file has the rows of
// its operations, and how the primitives become them.
//
// The rule that soundness rests on: whatever decides what a step does, or what its footprint is, is
// in its footprint, unless it is the CPU's own local state.
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

// Which alternatives an operation has in a state. A number means the same in each; 0 is always
// there.
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
  // What the shared state makes of it, before anything is changed.
  Outcome (*plan)(World& world, CpuId cpu, const Visible& op,
                  unsigned alternative) = observe_nothing;
  // Changes the cells. Null: it changes none.
  void (*apply)(World& world, CpuId cpu, const Visible& op, const Outcome& outcome) = nullptr;
  // Whether it can go now. Null: it never waits.
  bool (*is_granted)(const World& world, CpuId cpu, const Visible& op) = nullptr;
  // What it leaves behind in the CPU's own state; false: the same instruction goes on.
  bool (*complete)(Run& run, const Visible& op, const term::Value& observed) = leave_nothing;
  // Whether it changed nothing, so that a loop's round may have been an empty one. Null: it counts
  // as a change.
  bool (*changed_nothing)(Run& run, const Visible& op, const Outcome& outcome) = nullptr;
  // Null: there is one alternative.
  const Ways* ways = nullptr;
  // Which other steps a CPU may wait for here: see wait_graph.hpp. Null: for none.
  void (*note_wait)(WaitGraph& graph, CpuId cpu, const LocalState& state,
                    const Visible& op) = nullptr;
  // For people: whom it waits for, and what it did unless it failed.
  Wait (*waits_for)(const World& world, CpuId cpu, const Visible& op) = nullptr;
  void (*record)(World& world, const Done& done, StepRecord& record) = nullptr;
};

inline StepKind Visible::kind() const {
  return does->kind;
}

// How a primitive runs: local work, or a step that Run::next is.
struct Invocation {
  program::Primitive primitive;
  Flow (*run)(Run& run, const program::Invoke& in);
};

// What a family's file has.
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

// Null: it is an actor's, or none.
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
  // the others wait for is what the footprint says.
  const bool is_done = !outcome.fault || (op.lock().cell != kNoCell && !op.fault);
  if (is_done && op.does->apply != nullptr) op.does->apply(world, cpu, op, outcome);
}

// Whether an operation is guarded, and whether a guarded one can go now.
bool may_wait(const Visible& op);
bool is_granted(World& world, CpuId cpu, const Visible& op);
// A CPU has come to this step.
void note_wait(World& world, CpuId cpu, const LocalState& state, const Visible& op);

// What `op`, which is the current instruction's, leaves behind in the CPU's own state.
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
