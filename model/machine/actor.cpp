// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine/actor.hpp"

namespace walkcheck::machine {
namespace {

bool is_asked(const World& world, const Actor& actor) {
  return (world.cells.value(world.ipi_slot(actor.sender)) & bit(actor.cpu)) != 0;
}

// The oldest of the CPU's deferred frees that is still to be done.
const GracePeriod& oldest(World& world, CpuId cpu) {
  return world.graces[world.grace(cpu, world.cells.value(world.called_slot(cpu)))];
}

} // namespace

CpuStatus status_of(World& world, const Actor& actor) {
  if (actor.kind == Actor::Kind::Interrupt) {
    if (!is_asked(world, actor)) return CpuStatus::Idle;
    return world.cells.value(world.irq_cell(actor.cpu)) == 0 ? CpuStatus::Ready
                                                             : CpuStatus::Blocked;
  }
  const CpuId cpu = actor.cpu;
  if (world.cells.value(world.called_slot(cpu)) == world.cells.value(world.queued_slot(cpu)))
    return CpuStatus::Idle;
  return world.cells.value(oldest(world, cpu).members) == 0 ? CpuStatus::Ready : CpuStatus::Blocked;
}

Outcome plan_actor(World& world, const Actor& actor) {
  if (actor.kind == Actor::Kind::Interrupt) return {0, actor.op.footprint, {}};
  const GracePeriod& grace = oldest(world, actor.cpu);
  const std::uint64_t frame = world.cells.value(grace.frame);
  return {frame,
          world.footprints.intern(
              {{{grace.ended, AccessKind::AwaitOnce}, {world.frame_cell(frame), AccessKind::Write}},
               true,
               true}),
          {}};
}

void apply_actor(World& world, const Actor& actor) {
  if (actor.kind == Actor::Kind::Interrupt) {
    const CellId slot = world.ipi_slot(actor.sender);
    world.cells.set(slot, world.cells.value(slot) & ~bit(actor.cpu));
    return;
  }
  const CellId frame = world.frame_cell(world.cells.value(oldest(world, actor.cpu).frame));
  const CellId called = world.called_slot(actor.cpu);
  world.cells.set(called, world.cells.value(called) + 1);
  world.free_table(frame);
}

} // namespace walkcheck::machine
