// SPDX-License-Identifier: GPL-2.0-only
// Page-table pages: allocated, freed at once, or freed after a grace period. A frame is used once:
// a freed one is never allocated again, so an access through it is always seen.
#include "model/machine/steps.hpp"

namespace walkcheck::machine {
namespace {

std::uint64_t in_section(const World& world, CpuId cpu, const Visible& op) {
  std::uint64_t members = op.value.bits != 0 ? bit(cpu) : 0; // its own section is local state
  for (CpuId other = 0; other < world.cpus(); ++other) {
    if (other != cpu && world.cells.value(world.rcu_cell(other)) != 0) members |= bit(other);
  }
  return members;
}

} // namespace

Outcome plan_table(const World& world, const Visible& op) {
  if (op.kind == StepKind::AllocTable) return {0, op.footprint, {}};
  const std::uint64_t state = world.cells.value(op.frame);
  if (state == value_of(FrameState::FreedTable) || state == kQueued) {
    return {0, op.footprint, FindingKind::DoubleFree};
  }
  if (state != value_of(FrameState::LiveTable)) return {0, op.footprint, FindingKind::BadFree};
  return {0, op.footprint, {}};
}

void apply_table(World& world, CpuId cpu, const Visible& op) {
  if (op.kind == StepKind::AllocTable) {
    world.write(op.frame, value_of(FrameState::LiveTable));
    return;
  }
  const std::uint64_t members = op.kind == StepKind::FreeTableRcu ? in_section(world, cpu, op) : 0;
  world.write(op.frame, members == 0 ? value_of(FrameState::FreedTable) : kQueued);
  if (members == 0) return;
  const GracePeriod& grace = world.graces[op.grace];
  world.cells.set(grace.members, members);
  world.cells.set(grace.frame, world.cells.cell(op.frame).id);
}

} // namespace walkcheck::machine
