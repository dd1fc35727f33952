// SPDX-License-Identifier: GPL-2.0-only
// Page-table pages: allocated, freed at once, or freed after a grace period. A page that was freed
// can be allocated again, and need not be: see reuse.cpp.
#include "model/machine/steps.hpp"
#include "model/program/layout.hpp"

namespace walkcheck::machine {
namespace {

std::uint64_t in_section(const World& world, CpuId cpu, const Visible& op) {
  std::uint64_t members = op.value.bits != 0 ? bit(cpu) : 0; // its own section is local state
  for (CpuId other = 0; other < world.cpus(); ++other) {
    if (other != cpu && world.cells.value(world.rcu_cell(other)) != 0) members |= bit(other);
  }
  return members;
}

// The page's address is observed.
Outcome plan_allocation(World& world, const Visible& op, unsigned alternative) {
  const std::uint64_t frame =
      alternative == 0 ? op.address >> program::kPageShift : world.frame_of(alternative);
  if (alternative == 0 && world.reusable().empty()) return {op.address, op.footprint, {}};
  return {frame << program::kPageShift, world.footprints.intern(allocation(world, frame)), {}};
}

} // namespace

Footprint allocation(World& world, std::uint64_t frame) {
  Footprint footprint;
  world.has_allocated = true;
  footprint.stable = world.reusable().empty();
  for (const std::uint64_t other : world.reusable()) {
    footprint.accesses.push_back({world.frame_cell(other), AccessKind::Read});
    for (const CellId lock : world.locks_in(other))
      footprint.accesses.push_back({lock, AccessKind::Read});
  }
  footprint.accesses.push_back({world.frame_cell(frame), AccessKind::Write});
  return footprint;
}

Outcome plan_table(World& world, CpuId cpu, const Visible& op, unsigned alternative) {
  if (op.kind == StepKind::AllocTable) return plan_allocation(world, op, alternative);
  const std::uint64_t state = world.cells.value(op.frame);
  if (state == value_of(FrameState::FreedTable) || state == kQueued) {
    return {0, op.footprint, FindingKind::DoubleFree};
  }
  if (state != value_of(FrameState::LiveTable)) return {0, op.footprint, FindingKind::BadFree};
  const bool ends =
      op.kind == StepKind::FreeTableRcu && world.frees_late() && in_section(world, cpu, op) == 0;
  return {0, ends ? op.refused : op.footprint, {}};
}

void apply_table(World& world, CpuId cpu, const Visible& op, const Outcome& outcome) {
  if (op.kind == StepKind::AllocTable) {
    if (outcome.observed.bits == op.address)
      world.write(op.frame, value_of(FrameState::LiveTable));
    else
      world.allocate_again(outcome.observed.bits >> program::kPageShift);
    return;
  }
  const bool deferred = op.kind == StepKind::FreeTableRcu;
  const std::uint64_t members = deferred ? in_section(world, cpu, op) : 0;
  const bool later = members != 0 || (deferred && world.frees_late());
  if (!later) return world.free_table(op.frame);
  world.write(op.frame, kQueued);
  const GracePeriod& grace = world.graces[op.grace];
  const CellId queued = world.queued_slot(cpu);
  if (world.frees_late()) world.cells.set(queued, world.cells.value(queued) + 1);
  world.cells.set(grace.members, members);
  world.cells.set(grace.frame, world.cells.cell(op.frame).id);
}

} // namespace walkcheck::machine
