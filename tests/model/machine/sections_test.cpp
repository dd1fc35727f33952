// SPDX-License-Identifier: GPL-2.0-only
// IRQs off, read-side sections, IPIs and grace periods: who waits for whom, and until when.
#include "catch.hpp"

#include "driver.hpp"

using namespace walkcheck;
using namespace walkcheck::machine;
using namespace walkcheck::machine::testing;

namespace {

program::Program doing(const std::string& name, std::initializer_list<Primitive> primitives) {
  Builder b(name);
  for (const Primitive primitive : primitives) {
    switch (primitive) {
    case Primitive::SpinLock:
    case Primitive::SpinUnlock: b.invoke(primitive, {b.global("lock")}); break;
    case Primitive::FreeTable:
    case Primitive::FreeTableRcu: b.invoke(primitive, {at(address_of(kTable))}); break;
    default: b.invoke(primitive);
    }
  }
  return b.finish();
}

Setup two(std::initializer_list<Primitive> first, std::initializer_list<Primitive> second) {
  return setup_of({doing("a", first), doing("b", second)});
}

using enum Primitive;

} // namespace

TEST_CASE("IRQs off and on are steps only where someone sends IPIs") {
  Machine alone(two({IrqDisable, IrqEnable}, {Fence}));
  step(alone, 0);
  CHECK(alone.last_step().kind == StepKind::Finish);

  Machine observed(two({IrqDisable, IrqDisable, IrqEnable}, {IpiBroadcast}));
  step(observed, 0);
  CHECK(observed.last_step().kind == StepKind::IrqOff);
  step(observed, 0); // the nested one was local
  CHECK(observed.last_step().kind == StepKind::IrqOn);
  CHECK(observed.status(0) == CpuStatus::Finished);
}

TEST_CASE("irq_save returns the state that irq_restore gives back") {
  Builder b("cpu");
  const Operand outer = b.invoke(IrqSave);
  const Operand inner = b.invoke(IrqSave);
  b.invoke(IrqRestore, {inner});
  const Operand still_off = b.invoke(IrqsDisabled);
  b.invoke(IrqRestore, {outer});
  const Operand on = b.invoke(IrqsDisabled);
  b.ret(b.add(b.binary(program::BinaryOp::Mul, still_off, at(10)), on));
  CHECK(returned_by(b.finish()) == 10);
}

TEST_CASE("IRQs left off at the end are a fault") {
  Machine machine(two({IrqDisable}, {Fence}));
  CHECK(only(run(machine, 0), FindingKind::IrqsLeftOff, 0));
  CHECK(machine.status(0) == CpuStatus::Faulted);
}

TEST_CASE("an IPI waits until each CPU has taken it, which one with IRQs off cannot") {
  Machine machine(two({IrqDisable, IrqEnable, IrqDisable, IrqEnable}, {IpiBroadcast}));
  REQUIRE(machine.threads() == 3);
  const ThreadId taking = 2;
  CHECK(machine.cpu_of(taking) == 0);
  CHECK(machine.sender_of(taking) == CpuId{1});
  CHECK(machine.status(taking) == CpuStatus::Idle);
  step(machine, 0);
  step(machine, 1);
  CHECK(machine.last_step().kind == StepKind::IpiSend);
  CHECK(machine.last_step().waits_for == 1);
  CHECK(machine.status(1) == CpuStatus::Blocked);
  CHECK(machine.status(taking) == CpuStatus::Blocked);
  CHECK(machine.wait(1).cpus == 1);
  CHECK(machine.footprint(machine.pending(1)).guarded);
  step(machine, 0);
  CHECK(machine.status(1) == CpuStatus::Blocked); // the IPI can be taken now, but has not been
  REQUIRE(machine.status(taking) == CpuStatus::Ready);
  step(machine, taking);
  CHECK(machine.last_step().kind == StepKind::TakeIpi);
  CHECK(machine.last_step().cpu == 0);
  CHECK(machine.status(taking) == CpuStatus::Idle);
  step(machine, 0); // off again
  REQUIRE(machine.status(1) == CpuStatus::Ready);
  step(machine, 1);
  CHECK(machine.status(1) == CpuStatus::Finished);
}

TEST_CASE("an IPI is taken by looking at the one CPU's flag, and sent by looking at none") {
  Machine machine(setup_of({doing("a", {IrqDisable, IrqEnable}),
                            doing("b", {IrqDisable, IrqEnable}), doing("c", {IpiBroadcast})}));
  const Footprint sent = machine.footprint(machine.pending(2));
  CHECK(sent.accesses.size() == 1);
  CHECK(touches(machine, machine.pending(2), Cell::Kind::Sent, 2, AccessKind::Write));
  step(machine, 2);
  for (const CpuId target : {0U, 1U}) {
    const FootprintId taken = machine.pending(3 + target);
    CHECK(machine.footprint(taken).accesses.size() == 3);
    CHECK(touches(machine, taken, Cell::Kind::Sent, 2, AccessKind::Await));
    CHECK(touches(machine, taken, Cell::Kind::Irq, target, AccessKind::Pass));
    CHECK(touches(machine, taken, Cell::Kind::Acked, 2ULL << 32 | target, AccessKind::Write));
    step(machine, 3 + target);
  }
  CHECK(machine.status(2) == CpuStatus::Ready);
}

TEST_CASE("an IPI waits for nobody where no CPU ever turns IRQs off") {
  Machine machine(two({PreemptDisable, PreemptEnable}, {IpiBroadcast}));
  CHECK(machine.threads() == 2);
  step(machine, 1);
  CHECK(machine.status(1) == CpuStatus::Finished);
}

TEST_CASE("a CPU that has finished takes IPIs, and two senders do not wait for each other") {
  Machine machine(
      two({IrqDisable, IrqEnable, IpiBroadcast}, {IrqDisable, IrqEnable, IpiBroadcast}));
  REQUIRE(machine.threads() == 4);
  for (const CpuId cpu : {0U, 1U})
    for (int i = 0; i < 3; ++i)
      step(machine, cpu);
  CHECK(machine.status(0) == CpuStatus::Blocked);
  CHECK_FALSE(machine.have_all_finished());
  for (const ThreadId thread : {2U, 3U, 0U, 1U}) {
    REQUIRE(machine.status(thread) == CpuStatus::Ready);
    step(machine, thread);
  }
  CHECK(machine.have_all_finished());
}

TEST_CASE("two senders that have IRQs off wait for each other for ever") {
  Machine machine(
      two({IrqDisable, IpiBroadcast, IrqEnable}, {IrqDisable, IpiBroadcast, IrqEnable}));
  for (const CpuId cpu : {0U, 1U})
    for (int i = 0; i < 2; ++i)
      step(machine, cpu);
  for (ThreadId thread = 0; thread < machine.threads(); ++thread)
    CHECK(machine.status(thread) == CpuStatus::Blocked);
  CHECK_FALSE(machine.can_actor_step());
}

TEST_CASE("synchronize_rcu waits for each kind of section, a spinlock's included") {
  const auto waits = [](std::initializer_list<Primitive> reader) {
    Machine machine(two(reader, {SynchronizeRcu}));
    step(machine, 0);
    step(machine, 1);
    const bool blocked = machine.status(1) == CpuStatus::Blocked;
    step(machine, 0);
    CHECK(machine.status(1) != CpuStatus::Blocked);
    return blocked;
  };
  CHECK(waits({RcuReadLock, RcuReadUnlock}));
  CHECK(waits({PreemptDisable, PreemptEnable}));
  CHECK(waits({IrqDisable, IrqEnable}));
  CHECK(waits({SpinLock, SpinUnlock}));
}

TEST_CASE("a section ends with its outermost part") {
  Machine machine(two({RcuReadLock, IrqDisable, RcuReadUnlock, IrqEnable}, {SynchronizeRcu}));
  step(machine, 0); // the steps in between are local, as nobody sends IPIs
  step(machine, 1);
  CHECK(machine.status(1) == CpuStatus::Blocked);
  step(machine, 0);
  CHECK(machine.last_step().kind == StepKind::IrqOn);
  CHECK(machine.status(0) == CpuStatus::Finished);
  CHECK(machine.status(1) == CpuStatus::Ready);
}

TEST_CASE("an end without a beginning is a fault") {
  for (const Primitive end : {PreemptEnable, RcuReadUnlock}) {
    Machine machine(two({end}, {Fence}));
    const auto findings = run(machine, 0);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].kind == FindingKind::UnbalancedSection);
    CHECK(findings[0].text == (end == PreemptEnable ? kPreemption : kReadSide));
  }
}

TEST_CASE("a deferred free with nobody in a section is done at once") {
  Machine machine(two({RcuReadLock, RcuReadUnlock}, {FreeTableRcu}));
  learn(machine);
  step(machine, 1);
  CHECK(machine.frame_state(kTable) == FrameState::FreedTable);
}

TEST_CASE("a deferred free is done in the step in which the last recorded section ends") {
  Machine machine(
      setup_of({doing("a", {RcuReadLock, RcuReadUnlock}), doing("b", {SpinLock, SpinUnlock}),
                doing("c", {FreeTableRcu}), doing("d", {RcuReadLock, RcuReadUnlock})}));
  learn(machine);
  step(machine, 0);
  step(machine, 1);
  step(machine, 2);
  CHECK(machine.last_step().waits_for == 3);
  CHECK(machine.last_step().freed.empty());
  step(machine, 3); // it began later, so nobody waits for it
  CHECK(machine.frame_state(kTable) == FrameState::LiveTable);

  const std::uint64_t grace = 2ULL << 32;
  FootprintId exit = machine.pending(0);
  CHECK(touches(machine, exit, Cell::Kind::Grace, grace, AccessKind::Write));
  CHECK_FALSE(touches(machine, exit, Cell::Kind::Frame, kTable, AccessKind::Write));
  CHECK_FALSE(machine.footprint(exit).stable);
  CHECK(machine.footprint(machine.pending(3)).stable);
  step(machine, 0);
  CHECK(machine.frame_state(kTable) == FrameState::LiveTable);
  exit = machine.pending(1);
  CHECK(touches(machine, exit, Cell::Kind::Grace, grace, AccessKind::Write));
  CHECK(touches(machine, exit, Cell::Kind::Frame, kTable, AccessKind::Write));
  step(machine, 1);
  CHECK(machine.frame_state(kTable) == FrameState::FreedTable);
  CHECK(machine.last_step().freed == std::vector<std::uint64_t>{kTable});
}

TEST_CASE("a deferred free inside one's own section waits for that too") {
  Machine machine(two({RcuReadLock, FreeTableRcu, RcuReadUnlock}, {Fence}));
  learn(machine);
  step(machine, 0);
  step(machine, 0);
  CHECK(machine.frame_state(kTable) == FrameState::LiveTable);
  step(machine, 0);
  CHECK(machine.frame_state(kTable) == FrameState::FreedTable);
}

TEST_CASE("where somebody can tell when, the end of a grace period is a step of its own") {
  Builder asks("asks");
  asks.invoke(TableIsLive, {at(address_of(kTable))});
  Machine machine(setup_of(
      {doing("a", {RcuReadLock, RcuReadUnlock}), doing("b", {FreeTableRcu}), asks.finish()}));
  learn(machine);
  REQUIRE(machine.threads() == 4);
  const ThreadId freeing = 3;
  CHECK(machine.cpu_of(freeing) == 1);
  CHECK(machine.status(freeing) == CpuStatus::Idle);
  step(machine, 0);
  step(machine, 1);
  CHECK(machine.status(freeing) == CpuStatus::Blocked);
  const std::uint64_t grace = 1ULL << 32;
  CHECK(touches(machine, machine.pending(0), Cell::Kind::Ended, grace, AccessKind::Write));
  CHECK_FALSE(touches(machine, machine.pending(0), Cell::Kind::Frame, kTable, AccessKind::Write));
  step(machine, 0);
  CHECK(machine.last_step().freed.empty());
  CHECK(machine.frame_state(kTable) == FrameState::LiveTable);
  REQUIRE(machine.status(freeing) == CpuStatus::Ready);
  CHECK(
      touches(machine, machine.pending(freeing), Cell::Kind::Ended, grace, AccessKind::AwaitOnce));
  step(machine, freeing);
  CHECK(machine.last_step().kind == StepKind::FreeQueued);
  CHECK(machine.last_step().cpu == 1);
  CHECK(machine.last_step().freed == std::vector<std::uint64_t>{kTable});
  CHECK(machine.frame_state(kTable) == FrameState::FreedTable);
  CHECK(machine.status(freeing) == CpuStatus::Idle);
}

TEST_CASE("a table is freed once, also while it waits for its grace period") {
  for (const Primitive second : {FreeTable, FreeTableRcu}) {
    Machine machine(two({RcuReadLock, FreeTableRcu, second}, {Fence}));
    learn(machine);
    CHECK(only(run(machine, 0), FindingKind::DoubleFree, address_of(kTable)));
  }
  Machine machine(two({FreeTable, FreeTable}, {Fence}));
  learn(machine);
  CHECK(only(run(machine, 0), FindingKind::DoubleFree, address_of(kTable)));
}

TEST_CASE("only tables can be freed, by the address of their first word") {
  for (const std::uint64_t address : {address_of(kData), address_of(0x7777), std::uint64_t{0},
                                      address_of(kTable) + 8, program::kGlobalBase}) {
    Builder b("cpu");
    b.invoke(FreeTable, {at(address)});
    Machine machine(setup_of({b.finish()}));
    CHECK(only(run_alone(machine), FindingKind::BadFree, address));
  }
}

TEST_CASE("new tables are live and zero, and their numbers do not depend on the order of CPUs") {
  const auto allocating = [](const std::string& name) {
    Builder b(name);
    const Operand table = b.invoke(AllocTable);
    b.load(table);
    b.ret(table);
    return b.finish();
  };
  std::vector<std::uint64_t> tables[2];
  for (const CpuId first : {0U, 1U}) {
    Machine machine(setup_of({allocating("a"), allocating("b")}));
    CHECK(run(machine, first).empty());
    CHECK(run(machine, 1 - first).empty());
    for (const CpuId cpu : {0U, 1U})
      tables[first].push_back(machine.returned(cpu).value());
    CHECK(machine.frame_state(tables[first][0] >> 12) == FrameState::LiveTable);
    CHECK(machine.name_of(tables[first][1] + 16) == "new table 1 of b[2]");
  }
  CHECK(tables[0] == tables[1]);
  CHECK(tables[0][0] != tables[0][1]);
}
