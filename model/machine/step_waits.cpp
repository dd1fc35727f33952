// SPDX-License-Identifier: GPL-2.0-only
// IPIs and synchronize_rcu. The first step of an IPI asks all those that take it in a step of their
// own (actor.hpp); that of synchronize_rcu records which other CPUs are inside a section right now.
// The second waits until each has taken it, or has left its section since. And loops that wait
// until what they read changes: see run_waits.cpp.
#include "model/machine/steps.hpp"

namespace walkcheck::machine {
namespace {

std::uint64_t others_in_section(const World& world, CpuId cpu) {
  std::uint64_t mask = 0;
  for (CpuId other = 0; other < world.cpus(); ++other) {
    if (other == cpu) continue;
    if (world.cells.value(world.rcu_cell(other)) != 0) mask |= bit(other);
  }
  return mask;
}

} // namespace

Outcome plan_wait(const World& world, CpuId cpu, const Visible& op) {
  const bool ipi = op.kind == StepKind::IpiSend;
  return {ipi ? world.interrupted_by(cpu) : others_in_section(world, cpu), op.footprint, {}};
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
