// SPDX-License-Identifier: GPL-2.0-only
// IPIs and synchronize_rcu. Both take two steps. The first step of an IPI asks all CPUs that take
// it in a step of their own (actor/interrupts.cpp); that of synchronize_rcu records which other
// CPUs are inside a section right now. The second step waits until each has taken the IPI, or has
// left that section.
#include "model/machine/operation/operation.hpp"
#include "model/machine/operation/sections.hpp"

#include <array>
#include <utility>
#include <vector>

namespace walkcheck::machine {
namespace {

using program::Primitive;

// Both halves of an IPI broadcast.
Flow run_ipi(Run& run, const program::Invoke& /*in*/) {
  World& world = run.world;
  std::vector<Access> accesses;
  if (run.state.awaited == 0) {
    const Visible op = run.operation(StepKind::IpiSend);
    if (world.interrupted_by(run.cpu) != 0)
      accesses.push_back({world.sent_cell(run.cpu), AccessKind::Write});
    return run.visible(op, std::move(accesses));
  }
  Visible op = run.operation(StepKind::IpiWait);
  op.others().awaited = run.state.awaited;
  for (CpuId target = 0; target < world.cpus(); ++target)
    if ((run.state.awaited & bit(target)) != 0)
      accesses.push_back({world.acked_cell(run.cpu, target), AccessKind::Await});
  return run.visible(op, std::move(accesses), true);
}

// Both halves of synchronize_rcu.
Flow run_synchronize(Run& run, const program::Invoke& /*in*/) {
  if (run.state.awaited == 0) {
    const Visible op = run.operation(StepKind::SynchronizeRcu);
    if (run.state.sections.atomic()) return run.visible_fault(op, FindingKind::SleepInAtomic);
    return run.visible(op, sections_of_others(run, AccessKind::Read, UINT64_MAX));
  }
  Visible op = run.operation(StepKind::RcuWait);
  op.others().awaited = run.state.awaited;
  return run.visible(op, sections_of_others(run, AccessKind::Await, op.others().awaited), true);
}

CpuSet with_irqs_off(const World& world) {
  CpuSet mask = 0;
  for (CpuId cpu = 0; cpu < world.cpus(); ++cpu)
    if (world.cells.value(world.irq_cell(cpu)) != 0) mask |= bit(cpu);
  return mask;
}

Outcome plan_ipi(World& world, CpuId cpu, const Visible& op, unsigned /*alternative*/) {
  return {world.interrupted_by(cpu), op.footprint, {}};
}

void apply_ipi(World& world, CpuId cpu, const Visible& /*op*/, const Outcome& outcome) {
  world.cells.set(world.ipi_slot(cpu), outcome.observed);
}

void record_ipi(World& world, const Done& done, StepRecord& record) {
  record.waits_for = done.outcome.observed.bits & with_irqs_off(world);
}

Outcome plan_synchronize(World& world, CpuId cpu, const Visible& op, unsigned /*alternative*/) {
  return {others_in_section(world, cpu), op.footprint, {}};
}

void apply_synchronize(World& world, CpuId cpu, const Visible& /*op*/, const Outcome& outcome) {
  world.cells.set(world.sync_slot(cpu), outcome.observed);
}

void record_synchronize(World& /*world*/, const Done& done, StepRecord& record) {
  record.waits_for = done.outcome.observed.bits;
}

void record_wait(World& /*world*/, const Done& done, StepRecord& record) {
  record.waits_for = done.op.others().awaited;
}

// If there is somebody to wait for, the same instruction goes on with the second step.
bool complete_first(Run& run, const Visible& /*op*/, const term::Value& observed) {
  run.state.awaited = observed.bits;
  return observed.bits == 0;
}

bool complete_wait(Run& run, const Visible& /*op*/, const term::Value& /*observed*/) {
  run.state.awaited = 0;
  return true;
}

Wait wait_for_ipi(const World& world, CpuId cpu, const Visible& /*op*/) {
  return {.cpus = world.cells.value(world.ipi_slot(cpu))};
}

Wait wait_for_sections(const World& world, CpuId cpu, const Visible& /*op*/) {
  return {.cpus = world.cells.value(world.sync_slot(cpu))};
}

bool have_all_taken(const World& world, CpuId cpu, const Visible& op) {
  return wait_for_ipi(world, cpu, op).cpus == 0;
}

bool have_all_left(const World& world, CpuId cpu, const Visible& op) {
  return wait_for_sections(world, cpu, op).cpus == 0;
}

void note_ipi_wait(WaitGraph& graph, CpuId /*cpu*/, const LocalState& state,
                   const Visible& /*op*/) {
  graph.waits(state, WaitGraph::kIrqs, false);
}

void note_section_wait(WaitGraph& graph, CpuId /*cpu*/, const LocalState& state,
                       const Visible& /*op*/) {
  graph.waits(state, WaitGraph::kSections, false);
}

} // namespace

Rows wait_rows() {
  static constexpr std::array operations{
      Operation{.kind = StepKind::IpiSend,
                .plan = plan_ipi,
                .apply = apply_ipi,
                .complete = complete_first,
                .record = record_ipi},
      Operation{.kind = StepKind::IpiWait,
                .is_granted = have_all_taken,
                .complete = complete_wait,
                .note_wait = note_ipi_wait,
                .waits_for = wait_for_ipi,
                .record = record_wait},
      Operation{.kind = StepKind::SynchronizeRcu,
                .plan = plan_synchronize,
                .apply = apply_synchronize,
                .complete = complete_first,
                .record = record_synchronize},
      Operation{.kind = StepKind::RcuWait,
                .is_granted = have_all_left,
                .complete = complete_wait,
                .note_wait = note_section_wait,
                .waits_for = wait_for_sections,
                .record = record_wait},
  };
  static constexpr std::array invocations{Invocation{Primitive::IpiBroadcast, run_ipi},
                                          Invocation{Primitive::SynchronizeRcu, run_synchronize}};
  return {operations, invocations};
}

} // namespace walkcheck::machine
