// SPDX-License-Identifier: GPL-2.0-only
// IRQs off and on, and read-side sections: whatever RCU takes for one, IRQs or preemption off and
// so a held spinlock included. The CPU that leaves its section leaves every grace period that
// recorded it; the last to leave one frees its table in that very step, which is the worst case
// for a use after free. Where somebody can tell when that is, it frees nothing, and a step of its
// own does, then or later: see actor.hpp.
#include "model/machine/steps.hpp"

#include <utility>
#include <vector>

namespace walkcheck::machine {
namespace {

constexpr std::uint64_t kNotLast = UINT64_MAX; // no cell

FootprintId exit_footprint(World& world, FootprintId own, const std::vector<std::uint64_t>& key) {
  Footprint footprint = world.footprints[own];
  for (std::size_t i = 1; i < key.size(); i += 2) {
    const auto members = static_cast<CellId>(key[i]);
    const bool last = key[i + 1] != kNotLast;
    // Not the last one's alone: whoever leaves decides who will be the last, and what that writes.
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

FootprintId section_footprint(World& world, CpuId cpu, const Visible& op) {
  if (!op.leaves) return op.footprint;
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

void apply_section(World& world, CpuId cpu, const Visible& op) {
  if (op.irqs_off) world.cells.set(world.irq_cell(cpu), 1);
  if (op.irqs_on) world.cells.set(world.irq_cell(cpu), 0);
  if (op.enters) world.cells.set(world.rcu_cell(cpu), 1);
  if (op.leaves) {
    world.cells.set(world.rcu_cell(cpu), 0);
    for (CpuId waiter = 0; waiter < world.cpus(); ++waiter) {
      leave_slot(world, world.sync_slot(waiter), cpu);
    }
    leave_graces(world, cpu);
  }
}

} // namespace walkcheck::machine
