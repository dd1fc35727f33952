// SPDX-License-Identifier: GPL-2.0-only
// Source: call_rcu(). An actor frees the tables that a CPU has given to it, in the order of the
// calls. There is such an actor only if somebody can tell when a table is freed; else the step that
// ends the grace period frees (operation/sections.cpp). A later call waits for all that an earlier
// call of the same CPU still waits for, so taking them in turn leaves out no order.
#include "model/machine/actor/actor.hpp"
#include "model/machine/operation/operation.hpp"
#include "model/program/instructions.hpp"
#include "model/program/layout.hpp"

namespace walkcheck::machine {
namespace {

// The oldest deferred free of the CPU that is not done yet.
const GracePeriod& oldest(const World& world, CpuId cpu) {
  return world.graces[world.known_grace(cpu, world.cells.value(world.called_slot(cpu)))];
}

bool has_grace_ended(const World& world, CpuId cpu, const Visible& /*op*/) {
  return world.cells.value(oldest(world, cpu).members) == 0;
}

Outcome plan_callback(World& world, CpuId cpu, const Visible& /*op*/, unsigned /*alternative*/) {
  const GracePeriod& grace = oldest(world, cpu);
  const std::uint64_t frame = world.cells.value(grace.frame);
  return {frame,
          world.footprints.intern(
              {{{grace.ended, AccessKind::AwaitOnce}, {world.frame_cell(frame), AccessKind::Write}},
               true,
               true}),
          {}};
}

void free_queued(World& world, CpuId cpu, const Visible& /*op*/, const Outcome& outcome) {
  const CellId called = world.called_slot(cpu);
  world.cells.set(called, world.cells.value(called) + 1);
  world.free_table(world.frame_cell(outcome.observed.bits));
}

void record_callback(World& /*world*/, const Done& done, StepRecord& record) {
  record.address = done.outcome.observed.bits << program::kPageShift;
}

constexpr Operation kFreeQueued{.kind = StepKind::FreeQueued,
                                .plan = plan_callback,
                                .apply = free_queued,
                                .is_granted = has_grace_ended,
                                .record = record_callback};

void add_callbacks(World& world, CpuId cpu, std::vector<Actor>& actors) {
  const program::Program& program = world.setup.cpus[cpu].program;
  if (!world.frees_late() || !program::invokes(program, program::Primitive::FreeTableRcu)) return;
  Actor actor{&kCallbacks, cpu, std::nullopt};
  actor.op.does = &kFreeQueued;
  actors.push_back(actor);
}

bool is_any_queued(const World& world, const Actor& actor) {
  return world.cells.value(world.called_slot(actor.cpu)) !=
         world.cells.value(world.queued_slot(actor.cpu));
}

} // namespace

constinit const ActorKind kCallbacks{add_callbacks, is_any_queued};

} // namespace walkcheck::machine
