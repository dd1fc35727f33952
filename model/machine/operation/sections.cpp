// SPDX-License-Identifier: GPL-2.0-only
// IRQs, preemption and the RCU read side. They are the CPU's own state; a change is a step only
// where it starts or ends something that someone can observe, so a nested one is local work.
//
// A read-side section is whatever RCU takes for one: also IRQs off, preemption off, and so a held
// spinlock. The CPU that leaves its section leaves every grace period that recorded it; the last to
// leave one frees its table in that very step, which is the worst case for a use after free. If
// somebody can tell when that is, it frees nothing; a separate step does, then or later: see
// actor/callbacks.cpp.
#include "model/machine/operation/sections.hpp"

#include "model/machine/operation/operation.hpp"

#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace walkcheck::machine {
namespace {

using program::Primitive;

// Nothing for an end without a beginning.
std::optional<Sections> changed(Sections sections, Primitive primitive, std::uint64_t argument) {
  using enum Primitive;
  if (primitive == IrqDisable || primitive == IrqSave) sections.irqs_off = true;
  if (primitive == IrqEnable) sections.irqs_off = false;
  if (primitive == IrqRestore) sections.irqs_off = argument == 0;
  if (primitive == PreemptDisable) ++sections.preempt_count;
  if (primitive == RcuReadLock) ++sections.rcu_nesting;
  if (primitive == PreemptEnable && sections.preempt_count-- == 0) return std::nullopt;
  if (primitive == RcuReadUnlock && sections.rcu_nesting-- == 0) return std::nullopt;
  return sections;
}

std::optional<Sections> after(Run& run, const program::Invoke& in) {
  const std::uint64_t argument = in.arguments.empty() ? 0 : run.number(in.arguments[0]);
  return changed(run.state.sections, in.primitive, argument);
}

StepKind kind_of(Primitive primitive, const Sections& sections) {
  using enum Primitive;
  if (primitive == PreemptDisable || primitive == RcuReadLock) return StepKind::ReadSideEnter;
  if (primitive == PreemptEnable || primitive == RcuReadUnlock) return StepKind::ReadSideExit;
  return sections.irqs_off ? StepKind::IrqOff : StepKind::IrqOn;
}

constexpr std::uint64_t kNotLast = UINT64_MAX; // no cell

FootprintId exit_footprint(World& world, FootprintId own, const std::vector<std::uint64_t>& key) {
  Footprint footprint = world.footprints[own];
  for (std::size_t i = 1; i < key.size(); i += 2) {
    const auto members = static_cast<CellId>(key[i]);
    const bool last = key[i + 1] != kNotLast;
    // Everyone who leaves writes this, not only the last: it decides who will be last, and what
    // that one writes.
    footprint.accesses.push_back({members, AccessKind::Write});
    if (last) footprint.accesses.push_back({static_cast<CellId>(key[i + 1]), AccessKind::Write});
  }
  footprint.stable = false;
  return world.footprints.intern(std::move(footprint));
}

void leave_graces(World& world, CpuId cpu) {
  for (const GracePeriod& grace : world.graces) {
    const std::uint64_t members = world.cells.value(grace.members);
    if ((members & bit(cpu)) == 0) continue;
    world.cells.set(grace.members, members & ~bit(cpu));
    if (members != bit(cpu) || world.frees_late()) continue;
    const CellId frame = world.frame_cell(world.cells.value(grace.frame));
    world.free_table(frame);
  }
}

void leave_slot(World& world, CellId slot, CpuId cpu) {
  const std::uint64_t waited_for = world.cells.value(slot);
  if ((waited_for & bit(cpu)) != 0) world.cells.set(slot, waited_for & ~bit(cpu));
}

} // namespace

std::vector<Access> publish(const Run& run, Visible& op, const Sections& after) {
  const Sections& before = run.state.sections;
  std::vector<Access> accesses;
  if (before.irqs_off != after.irqs_off && run.world.irqs_observed(run.cpu)) {
    op.section.irqs_off = after.irqs_off;
    op.section.irqs_on = !after.irqs_off;
    accesses.push_back({run.world.irq_cell(run.cpu), op.section.irqs_off
                                                         ? AccessKind::AcquireExclusive
                                                         : AccessKind::ReleaseExclusive});
  }
  if (before.atomic() != after.atomic() && run.world.section_observed(run.cpu)) {
    op.section.enters = after.atomic();
    op.section.leaves = !after.atomic();
    accesses.push_back({run.world.rcu_cell(run.cpu), AccessKind::Write});
  }
  return accesses;
}

FootprintId section_footprint(World& world, CpuId cpu, const Visible& op) {
  if (!op.section.leaves) return op.footprint;
  std::vector<std::uint64_t>& key = world.exit_key;
  key.assign(1, op.footprint);
  for (const GracePeriod& grace : world.graces) {
    const std::uint64_t members = world.cells.value(grace.members);
    if ((members & bit(cpu)) == 0) continue;
    const bool last = members == bit(cpu);
    key.push_back(grace.members);
    key.push_back(!last                ? kNotLast
                  : world.frees_late() ? grace.ended
                                       : world.frame_cell(world.cells.value(grace.frame)));
  }
  if (key.size() == 1) return op.footprint;
  const auto [known, inserted] = world.exit_footprints.try_emplace(key, 0);
  if (inserted) known->second = exit_footprint(world, op.footprint, key);
  return known->second;
}

void apply_section(World& world, CpuId cpu, const Visible& op, const Outcome& /*outcome*/) {
  if (op.section.irqs_off) world.cells.set(world.irq_cell(cpu), 1);
  if (op.section.irqs_on) world.cells.set(world.irq_cell(cpu), 0);
  if (op.section.enters) world.cells.set(world.rcu_cell(cpu), 1);
  if (op.section.leaves) {
    world.cells.set(world.rcu_cell(cpu), 0);
    for (CpuId waiter = 0; waiter < world.cpus(); ++waiter) {
      leave_slot(world, world.sync_slot(waiter), cpu);
    }
    leave_graces(world, cpu);
  }
}

std::vector<Access> sections_of_others(const Run& run, AccessKind kind, CpuSet which) {
  std::vector<Access> accesses;
  for (CpuId other = 0; other < run.world.cpus(); ++other) {
    if (other == run.cpu || (which & bit(other)) == 0) continue;
    accesses.push_back({run.world.rcu_cell(other), kind});
  }
  return accesses;
}

CpuSet others_in_section(const World& world, CpuId cpu) {
  CpuSet mask = 0;
  for (CpuId other = 0; other < world.cpus(); ++other) {
    if (other == cpu) continue;
    if (world.cells.value(world.rcu_cell(other)) != 0) mask |= bit(other);
  }
  return mask;
}

namespace {

void change_sections(Run& run, const program::Invoke& in) {
  const bool were_on = !run.state.sections.irqs_off;
  run.state.sections = after(run, in).value();
  if (in.primitive == Primitive::IrqSave) run.set(in.result, were_on ? 1 : 0);
}

Flow run_section(Run& run, const program::Invoke& in) {
  const auto sections = after(run, in);
  if (!sections) {
    const bool preempt = in.primitive == Primitive::PreemptEnable;
    return run.stop(CpuStatus::Faulted, FindingKind::UnbalancedSection, 0,
                    preempt ? kPreemption : kReadSide);
  }
  Visible op = run.operation(kind_of(in.primitive, *sections));
  std::vector<Access> accesses = publish(run, op, *sections);
  if (!accesses.empty()) return run.visible(op, std::move(accesses));
  change_sections(run, in);
  return Flow::Advance;
}

Flow run_irqs_disabled(Run& run, const program::Invoke& in) {
  run.set(in.result, run.state.sections.irqs_off ? 1 : 0);
  return Flow::Advance;
}

Flow run_might_sleep(Run& run, const program::Invoke& /*in*/) {
  if (run.state.sections.atomic()) return run.fault(FindingKind::SleepInAtomic);
  return Flow::Advance;
}

Outcome plan_section(World& world, CpuId cpu, const Visible& op, unsigned /*alternative*/) {
  return {0, section_footprint(world, cpu, op), {}};
}

bool complete_section(Run& run, const Visible& /*op*/, const term::Value& /*observed*/) {
  change_sections(run, invoked(run));
  return true;
}

constexpr Operation section(StepKind kind) {
  return {.kind = kind, .plan = plan_section, .apply = apply_section, .complete = complete_section};
}

} // namespace

Rows section_rows() {
  static constexpr std::array operations{section(StepKind::IrqOff), section(StepKind::IrqOn),
                                         section(StepKind::ReadSideEnter),
                                         section(StepKind::ReadSideExit)};
  static constexpr std::array invocations{
      Invocation{Primitive::IrqDisable, run_section},
      Invocation{Primitive::IrqEnable, run_section},
      Invocation{Primitive::IrqSave, run_section},
      Invocation{Primitive::IrqRestore, run_section},
      Invocation{Primitive::PreemptDisable, run_section},
      Invocation{Primitive::PreemptEnable, run_section},
      Invocation{Primitive::RcuReadLock, run_section},
      Invocation{Primitive::RcuReadUnlock, run_section},
      Invocation{Primitive::IrqsDisabled, run_irqs_disabled},
      Invocation{Primitive::MightSleep, run_might_sleep},
  };
  return {operations, invocations};
}

} // namespace walkcheck::machine
