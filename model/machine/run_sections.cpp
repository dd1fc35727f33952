// SPDX-License-Identifier: GPL-2.0-only
// IRQs, preemption and the RCU read side. They are the CPU's own state; a change is a step only
// where it starts or ends something that someone can observe, so a nested one is local work.
#include "model/machine/run.hpp"

namespace walkcheck::machine {
namespace {

using program::Primitive;

// None: an end without a beginning.
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

} // namespace

std::vector<Access> publish(const Run& run, Visible& op, const Sections& after) {
  const Sections& before = run.state.sections;
  std::vector<Access> accesses;
  if (before.irqs_off != after.irqs_off && run.world.irqs_observed(run.cpu)) {
    op.irqs_off = after.irqs_off;
    op.irqs_on = !after.irqs_off;
    accesses.push_back({run.world.irq_cell(run.cpu),
                        op.irqs_off ? AccessKind::AcquireExclusive : AccessKind::ReleaseExclusive});
  }
  if (before.atomic() != after.atomic() && run.world.section_observed(run.cpu)) {
    op.enters = after.atomic();
    op.leaves = !after.atomic();
    accesses.push_back({run.world.rcu_cell(run.cpu), AccessKind::Write});
  }
  return accesses;
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
  complete_section(run, in);
  return Flow::Advance;
}

void complete_section(Run& run, const program::Invoke& in) {
  const bool were_on = !run.state.sections.irqs_off;
  run.state.sections = after(run, in).value();
  if (in.primitive == Primitive::IrqSave) run.set(in.result, were_on ? 1 : 0);
}

} // namespace walkcheck::machine
