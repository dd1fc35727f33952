// SPDX-License-Identifier: GPL-2.0-only
// Locks of all flavours: a cell that says who holds it, shared or exclusively. A lock that the CPU
// itself holds is not free for it either: acquiring it blocks for ever, as it does in the kernel.
// (The kernel lets a reader recurse; so does this, as a shared holder excludes no shared one.)
#include "model/machine/steps.hpp"

namespace walkcheck::machine {

bool lock_free_for(const World& world, const Visible& op) {
  return op.shared ? !world.is_exclusive(op.lock) : world.holders(op.lock) == 0;
}

Outcome plan_lock(World& world, CpuId cpu, const Visible& op) {
  if (op.kind == StepKind::Unlock) return {0, section_footprint(world, cpu, op), {}};
  if (op.kind != StepKind::TryLock) return {0, op.footprint, {}};
  if (!lock_free_for(world, op)) return {0, op.refused, {}};
  return {1, op.footprint, {}};
}

void apply_lock(World& world, CpuId cpu, const Visible& op, const Outcome& outcome) {
  const CpuSet holders = world.holders(op.lock);
  if (op.kind == StepKind::Downgrade) {
    world.set_holders(op.lock, holders, false);
  } else if (op.kind == StepKind::Unlock) {
    if (op.last_release) world.set_holders(op.lock, holders & ~bit(cpu), false);
    apply_section(world, cpu, op);
  } else if (op.kind == StepKind::Lock || outcome.observed.bits != 0) {
    world.set_holders(op.lock, holders | bit(cpu), !op.shared);
    apply_section(world, cpu, op);
  }
}

} // namespace walkcheck::machine
