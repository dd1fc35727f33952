// SPDX-License-Identifier: GPL-2.0-only
// Locks of all flavours: a cell that says who holds it, shared or exclusively. A lock that the CPU
// itself holds is not free for it either: acquiring it blocks for ever, as it does in the kernel.
// A table's lock is gone with its table: each step on it looks the page up, as one on a word does.
// (The kernel lets a reader recurse unless a writer waits; so does this, as a shared holder
// excludes no shared one. Where that can matter, see wait_graph.hpp, taking a lock to write it is
// two steps: to queue, and to get it, and readers wait for an empty queue.)
#include "model/machine/steps.hpp"

namespace walkcheck::machine {
namespace {

// Of a lock that lives in a page-table page.
std::optional<FindingKind> fault_of_page(const World& world, const Visible& op) {
  if (op.frame == kNoCell) return std::nullopt;
  return fault_of_frame(world.cells.value(op.frame), op);
}

} // namespace

bool lock_free_for(const World& world, const Visible& op) {
  // No reader gets past who waits to write.
  if (op.shared && op.queue != kNoCell && world.cells.value(op.queue) != 0) return false;
  return op.shared ? !world.is_exclusive(op.lock) : world.holders(op.lock) == 0;
}

Outcome plan_lock(World& world, CpuId cpu, const Visible& op) {
  const auto fault = fault_of_page(world, op);
  if (op.kind == StepKind::Unlock) return {0, section_footprint(world, cpu, op), fault};
  if (op.kind != StepKind::TryLock) return {0, op.footprint, fault};
  if (fault || !lock_free_for(world, op)) return {0, op.refused, fault};
  return {1, op.footprint, {}};
}

Outcome plan_test(const World& world, const Visible& op) {
  const bool any_mode = op.primitive == program::Primitive::LockHasHolder;
  const bool is_held = any_mode ? world.holders(op.lock) != 0 : world.is_exclusive(op.lock);
  return {is_held, op.footprint, fault_of_page(world, op)};
}

void apply_lock(World& world, CpuId cpu, const Visible& op, const Outcome& outcome) {
  const CpuSet holders = world.holders(op.lock);
  if (op.kind == StepKind::LockQueue) {
    world.cells.set(op.queue, world.cells.value(op.queue) | bit(cpu));
  } else if (op.kind == StepKind::Downgrade) {
    world.set_holders(op.lock, holders, false);
  } else if (op.kind == StepKind::Unlock) {
    // Also where that is a fault: who waits for the section's end goes by what the footprint says.
    if (op.last_release) world.set_holders(op.lock, holders & ~bit(cpu), false);
    apply_section(world, cpu, op);
  } else if (op.kind == StepKind::Lock || outcome.observed.bits != 0) {
    world.set_holders(op.lock, holders | bit(cpu), !op.shared);
    if (op.queue != kNoCell && !op.shared)
      world.cells.set(op.queue, world.cells.value(op.queue) & ~bit(cpu));
    if (!outcome.fault) apply_section(world, cpu, op);
  }
}

} // namespace walkcheck::machine
