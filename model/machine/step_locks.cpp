// SPDX-License-Identifier: GPL-2.0-only
// Locks of all flavours: a cell that says who holds it, shared or exclusively. A lock that the CPU
// itself holds is not free for it either: acquiring it blocks for ever, as it does in the kernel.
// (The kernel lets a reader recurse; so does this, as a shared holder excludes no shared one.)
#include "model/machine/steps.hpp"

namespace walkcheck::machine {

bool lock_free_for(const World& world, const Visible& op) {
  const std::uint64_t holders = world.cells.value(op.lock);
  return (op.shared ? holders & kExclusiveHolders : holders) == 0;
}

Outcome plan_lock(World& world, CpuId cpu, const Visible& op) {
  if (op.kind == StepKind::Unlock) return {0, section_footprint(world, cpu, op), {}};
  if (op.kind != StepKind::TryLock) return {0, op.footprint, {}};
  if (!lock_free_for(world, op)) return {0, op.refused, {}};
  return {1, op.footprint, {}};
}

void apply_lock(World& world, CpuId cpu, const Visible& op, const Outcome& outcome) {
  const std::uint64_t holders = world.cells.value(op.lock);
  const std::uint64_t shared = bit(cpu);
  const std::uint64_t exclusive = bit(cpu) << kExclusiveShift;
  const std::uint64_t own = op.shared ? shared : exclusive;
  if (op.kind == StepKind::Downgrade) {
    world.cells.set(op.lock, (holders & ~exclusive) | shared);
  } else if (op.kind == StepKind::Unlock) {
    if (op.last_release) world.cells.set(op.lock, holders & ~own);
    apply_section(world, cpu, op);
  } else if (op.kind == StepKind::Lock || outcome.observed.bits != 0) {
    world.cells.set(op.lock, holders | own);
    apply_section(world, cpu, op);
  }
}

} // namespace walkcheck::machine
