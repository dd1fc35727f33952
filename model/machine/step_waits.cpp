// SPDX-License-Identifier: GPL-2.0-only
// IPIs and synchronize_rcu: the first step records which other CPUs have IRQs off (are inside a
// section) right now; the second waits until each has turned them on (left it) since. The handler
// has no effect of its own, so an earlier acknowledgement would only allow more. And loops that
// wait until what they read changes: see run_waits.cpp.
#include "model/machine/steps.hpp"

namespace walkcheck::machine {
namespace {

std::uint64_t others(const World& world, CpuId cpu, bool ipi) {
  std::uint64_t mask = 0;
  for (CpuId other = 0; other < world.cpus(); ++other) {
    if (other == cpu) continue;
    const CellId cell = ipi ? world.irq_cell(other) : world.rcu_cell(other);
    if (world.cells.value(cell) != 0) mask |= bit(other);
  }
  return mask;
}

} // namespace

Outcome plan_wait(const World& world, CpuId cpu, const Visible& op) {
  return {others(world, cpu, op.kind == StepKind::IpiSend), op.footprint, {}};
}

void apply_wait(World& world, CpuId cpu, const Visible& op, const Outcome& outcome) {
  const bool ipi = op.kind == StepKind::IpiSend;
  world.cells.set(ipi ? world.ipi_slot(cpu) : world.sync_slot(cpu), outcome.observed);
}

bool differs(World& world, CpuId cpu, const std::vector<Seen>& seen) {
  for (const Seen& each : seen) {
    const Outcome now = plan(world, cpu, world.read(each.read), 0);
    if (now.fault) return true;
    const term::Terms& terms = world.terms();
    if (terms.is_undefined(now.observed.term) || terms.is_undefined(each.observed.term)) {
      if (now.observed != each.observed) return true;
      continue; // as little is known of it as before
    }
    world.predicates.assume_equality(now.observed, each.observed);
    if (now.observed.bits != each.observed.bits) return true;
  }
  return false;
}

} // namespace walkcheck::machine
