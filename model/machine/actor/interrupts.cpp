// SPDX-License-Identifier: GPL-2.0-only
// An actor takes another CPU's IPI at a moment when its own CPU's IRQs are on. It looks only at the
// IRQ flag of its CPU, so it orders nobody but the sender, who waits for it. A CPU whose program
// never turns IRQs off needs no such actor: it takes every IPI at once.
#include "model/machine/actor/actor.hpp"
#include "model/machine/operation/operation.hpp"

namespace walkcheck::machine {
namespace {

bool are_irqs_on(const World& world, CpuId cpu, const Visible& /*op*/) {
  return world.cells.value(world.irq_cell(cpu)) == 0;
}

void take_ipi(World& world, CpuId cpu, const Visible& op, const Outcome& /*outcome*/) {
  const CellId slot = world.ipi_slot(op.others().sender);
  world.cells.set(slot, world.cells.value(slot) & ~bit(cpu));
}

void record_ipi_taken(World& /*world*/, const Done& done, StepRecord& record) {
  record.waits_for = bit(done.op.others().sender);
}

constexpr Operation kTakeIpi{.kind = StepKind::TakeIpi,
                             .apply = take_ipi,
                             .is_granted = are_irqs_on,
                             .record = record_ipi_taken};

// One actor for each CPU that sends IPIs.
void add_interrupts(World& world, CpuId cpu, std::vector<Actor>& actors) {
  for (CpuId sender = 0; sender < world.cpus(); ++sender) {
    if ((world.interrupted_by(sender) & bit(cpu)) == 0) continue;
    Actor actor{&kInterrupts, cpu, std::nullopt};
    actor.op.does = &kTakeIpi;
    actor.op.others().sender = sender;
    actor.op.footprint =
        world.footprints.intern({{{world.sent_cell(sender), AccessKind::Await},
                                  {world.irq_cell(cpu), AccessKind::Pass},
                                  {world.acked_cell(sender, cpu), AccessKind::Write}},
                                 true,
                                 true});
    actors.push_back(actor);
  }
}

bool is_ipi_sent(const World& world, const Actor& actor) {
  return (world.cells.value(world.ipi_slot(actor.op.others().sender)) & bit(actor.cpu)) != 0;
}

} // namespace

constinit const ActorKind kInterrupts{add_interrupts, is_ipi_sent};

} // namespace walkcheck::machine
