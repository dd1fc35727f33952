// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine/operation/operation.hpp"

#include "model/machine/operation/loop_waits.hpp"
#include "model/machine/operation/memory.hpp"

#include <array>
#include <variant>

namespace walkcheck::machine {
namespace {

using RunInvoke = Flow (*)(Run& run, const program::Invoke& in);

struct Table {
  std::array<const Operation*, kKinds.size()> operations{};
  std::array<RunInvoke, program::kPrimitives.size()> invocations{};
};

Table all_rows() {
  Table table;
  for (const Rows& rows : {memory_rows(), lock_rows(), section_rows(), wait_rows(), table_rows(),
                           test_rows(), control_rows()}) {
    for (const Operation& operation : rows.operations)
      table.operations[static_cast<std::size_t>(operation.kind)] = &operation;
    for (const Invocation& invocation : rows.invocations)
      table.invocations[static_cast<std::size_t>(invocation.primitive)] = invocation.run;
  }
  return table;
}

const Table kTable = all_rows();

} // namespace

constinit const Operation kNothing{.kind = StepKind::Finish};

const Operation* find_operation(StepKind kind) {
  return kTable.operations[static_cast<std::size_t>(kind)];
}

bool has_invocation(program::Primitive primitive) {
  return kTable.invocations[static_cast<std::size_t>(primitive)] != nullptr;
}

Flow run_invoke(Run& run, const program::Invoke& in) {
  run.state.known_reads.clear();
  return kTable.invocations[static_cast<std::size_t>(in.primitive)](run, in);
}

const program::Invoke& invoked(const Run& run) {
  return std::get<program::Invoke>(run.instruction().operation);
}

Outcome plan_failing(const World& world, const Visible& op) {
  return {0, op.footprint, fault_of(world, op)};
}

bool may_wait(const Visible& op) {
  return op.loop.awaits != nullptr || (!op.fault && op.does->is_granted != nullptr);
}

bool is_granted(World& world, CpuId cpu, const Visible& op) {
  if (op.loop.awaits != nullptr) return differs(world, cpu, *op.loop.awaits);
  return op.does->is_granted == nullptr || op.does->is_granted(world, cpu, op);
}

void note_wait(World& world, CpuId cpu, const LocalState& state, const Visible& op) {
  if (op.fault) return;
  if (op.loop.awaits != nullptr) world.wait_graph.waits(state, WaitGraph::kAnything, false);
  if (op.does->note_wait != nullptr) op.does->note_wait(world.wait_graph, cpu, state, op);
  world.learn_fair_locks();
}

void complete(Run& run, const Visible& op, const Outcome& outcome) {
  if (outcome.fault && is_undecided(*outcome.fault)) {
    const bool has_origin = run.world.terms().is_undefined(outcome.observed.term);
    end_undecided(
        run, {has_origin ? run.world.terms().origin(outcome.observed.term)
                         : term::Origin{term::Origin::Kind::Place,
                                        "what " + run.world.name_of(op.address) + " points to"}});
    return;
  }
  if (outcome.fault) {
    run.fault(*outcome.fault, op.fault == FindingKind::SleepInAtomic ? 0 : op.address);
    return;
  }
  note_step(run, op, outcome);
  if (op.does->complete(run, op, outcome.observed)) ++run.state.frame().pc;
}

} // namespace walkcheck::machine
