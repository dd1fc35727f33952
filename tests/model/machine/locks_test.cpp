// SPDX-License-Identifier: GPL-2.0-only
// Locks of all kinds: who excludes whom, footprints, and the faults of releasing and sleeping.
#include "catch.hpp"

#include "driver.hpp"

using namespace walkcheck;
using namespace walkcheck::machine;
using namespace walkcheck::machine::testing;

namespace {

constexpr std::uint64_t kLock = program::kGlobalBase; // the only variable

program::Program invoking(const std::string& name, std::initializer_list<Primitive> primitives) {
  Builder b(name);
  for (const Primitive primitive : primitives)
    b.invoke(primitive, {b.global("lock")});
  return b.finish();
}

// Whether the second CPU's primitive is blocked after the first CPU's.
bool excludes(Primitive first, Primitive second) {
  Machine machine(setup_of({invoking("a", {first}), invoking("b", {second})}));
  step(machine, 0);
  return machine.status(1) == CpuStatus::Blocked;
}

// What the second CPU's try returns after the first CPU's primitive.
std::uint64_t tried(Primitive first, Primitive attempt) {
  Builder b("b");
  const Operand lock = b.global("lock"), result = b.global("result");
  b.store(result, b.invoke(attempt, {lock}));
  Machine machine(setup_of({invoking("a", {first}), b.finish()}));
  learn(machine);
  step(machine, 0);
  run(machine, 1);
  return machine.word(machine.address_of(1, 1));
}

std::vector<Finding> alone(std::initializer_list<Primitive> primitives) {
  Machine machine(setup_of({invoking("a", primitives)}));
  return run(machine, 0);
}

} // namespace

TEST_CASE("exclusive holders exclude all, shared ones only exclusive ones") {
  CHECK(excludes(Primitive::SpinLock, Primitive::SpinLock));
  CHECK(excludes(Primitive::MutexLock, Primitive::MutexLock));
  CHECK(excludes(Primitive::WriteLock, Primitive::WriteLock));
  CHECK(excludes(Primitive::WriteLock, Primitive::ReadLock));
  CHECK(excludes(Primitive::ReadLock, Primitive::WriteLock));
  CHECK_FALSE(excludes(Primitive::ReadLock, Primitive::ReadLock));
  CHECK(excludes(Primitive::DownWrite, Primitive::DownRead));
  CHECK(excludes(Primitive::DownRead, Primitive::DownWrite));
  CHECK_FALSE(excludes(Primitive::DownRead, Primitive::DownRead));
}

TEST_CASE("a try fails where the lock would block") {
  CHECK(tried(Primitive::SpinLock, Primitive::SpinTryLock) == 0);
  CHECK(tried(Primitive::MutexLock, Primitive::MutexTryLock) == 0);
  CHECK(tried(Primitive::ReadLock, Primitive::WriteTryLock) == 0);
  CHECK(tried(Primitive::ReadLock, Primitive::ReadTryLock) == 1);
  CHECK(tried(Primitive::WriteLock, Primitive::ReadTryLock) == 0);
  CHECK(tried(Primitive::DownWrite, Primitive::DownReadTryLock) == 0);
  CHECK(tried(Primitive::DownRead, Primitive::DownWriteTryLock) == 0);
}

TEST_CASE("only a blocking acquire is guarded, and a failed try is no acquire") {
  const auto second = [](Primitive first, Primitive attempt) {
    Machine machine(setup_of({invoking("a", {first}), invoking("b", {attempt})}));
    step(machine, 0);
    return machine.footprint(machine.pending(1));
  };
  const auto is = [](const Footprint& footprint, AccessKind kind, bool guarded, bool stable) {
    return footprint.accesses.size() == 1 && footprint.accesses[0].kind == kind &&
           footprint.guarded == guarded && footprint.stable == stable;
  };
  using enum AccessKind;
  CHECK(is(second(Primitive::SpinLock, Primitive::SpinLock), AcquireExclusive, true, true));
  CHECK(is(second(Primitive::ReadLock, Primitive::ReadLock), AcquireShared, true, true));
  CHECK(is(second(Primitive::ReadLock, Primitive::ReadTryLock), AcquireShared, false, false));
  CHECK(is(second(Primitive::SpinLock, Primitive::SpinTryLock), Read, false, false));
  CHECK(is(second(Primitive::WriteLock, Primitive::ReadTryLock), Read, false, false));
  CHECK(is(second(Primitive::ReadLock, Primitive::WriteTryLock), Write, false, false));
  CHECK(is(second(Primitive::DownRead, Primitive::DownWriteTryLock), Write, false, false));
}

TEST_CASE("a lock is free again after its release, a read lock after its last") {
  Machine machine(setup_of({invoking("a", {Primitive::ReadLock, Primitive::ReadLock,
                                           Primitive::ReadUnlock, Primitive::ReadUnlock}),
                            invoking("b", {Primitive::WriteLock, Primitive::WriteUnlock})}));
  learn(machine); // that its readers have to wait behind its writers
  step(machine, 0);
  step(machine, 0);
  step(machine, 1); // queues
  step(machine, 0);
  CHECK(machine.status(1) == CpuStatus::Blocked);
  CHECK(machine.wait(1).lock == kLock);
  CHECK(machine.wait(1).cpus == 1);
  step(machine, 0);
  CHECK(machine.status(1) == CpuStatus::Ready);
}

TEST_CASE("a lock that the CPU holds itself blocks it for ever") {
  Machine machine(setup_of({invoking("a", {Primitive::SpinLock, Primitive::SpinLock})}));
  step(machine, 0);
  CHECK(machine.status(0) == CpuStatus::Blocked);
  CHECK(machine.wait(0).cpus == 1);
}

TEST_CASE("downgrade lets readers in and writers not, and needs an up_read") {
  const auto writer =
      invoking("a", {Primitive::DownWrite, Primitive::DowngradeWrite, Primitive::UpRead});
  Machine machine(setup_of(
      {writer, invoking("b", {Primitive::DownRead}), invoking("c", {Primitive::DownWrite})}));
  step(machine, 0);
  CHECK(machine.status(1) == CpuStatus::Blocked);
  CHECK(machine.footprint(machine.pending(0)).accesses[0].kind == AccessKind::Downgrade);
  step(machine, 0);
  CHECK(machine.status(1) == CpuStatus::Ready);
  CHECK(machine.status(2) == CpuStatus::Blocked);
  step(machine, 0);
  CHECK(machine.status(2) == CpuStatus::Ready);
}

TEST_CASE("a release of what the CPU does not hold in that mode is a fault") {
  CHECK(only(alone({Primitive::SpinUnlock}), FindingKind::NotHeld, kLock));
  CHECK(only(alone({Primitive::ReadLock, Primitive::WriteUnlock}), FindingKind::NotHeld, kLock));
  CHECK(only(alone({Primitive::DownRead, Primitive::DowngradeWrite}), FindingKind::NotHeld, kLock));
  CHECK(alone({Primitive::SpinLock, Primitive::SpinUnlock}).empty());
  CHECK(only(alone({Primitive::SpinLock, Primitive::SpinUnlock, Primitive::SpinUnlock}),
             FindingKind::NotHeld, kLock));
}

TEST_CASE("a sleeping lock may not be taken with IRQs or preemption off or in a read side") {
  for (const Primitive section :
       {Primitive::IrqDisable, Primitive::PreemptDisable, Primitive::RcuReadLock}) {
    for (const Primitive lock : {Primitive::MutexLock, Primitive::DownRead, Primitive::DownWrite,
                                 Primitive::SynchronizeRcu, Primitive::MightSleep}) {
      Builder b("cpu");
      b.invoke(section);
      b.invoke(lock, {b.global("lock")});
      Machine machine(setup_of({b.finish()}));
      CHECK(only(run(machine, 0), FindingKind::SleepInAtomic, 0));
    }
  }
  Builder b("cpu");
  b.invoke(Primitive::SpinLock, {b.global("spin")});
  b.invoke(Primitive::MutexTryLock, {b.global("mutex")}); // a try does not sleep
  b.invoke(Primitive::MutexLock, {b.global("other")});
  Machine machine(setup_of({b.finish()}));
  CHECK(only(run(machine, 0), FindingKind::SleepInAtomic, 0));
  CHECK(machine.depth() == 3);
}

TEST_CASE("one lock has one flavour, whoever comes first") {
  for (const CpuId first : {0U, 1U}) {
    Machine machine(setup_of({invoking("a", {Primitive::SpinLock, Primitive::SpinUnlock}),
                              invoking("b", {Primitive::MutexLock})}));
    run(machine, first);
    run(machine, 1 - first);
    CHECK(machine.status(0) == CpuStatus::Finished);
    CHECK(machine.status(1) == CpuStatus::Faulted);
  }
}

// The answer to the second CPU's question after the first CPU's primitive.
namespace {

std::uint64_t asked(Primitive first, Primitive question) {
  return tried(first, question);
}

program::Program on_table(const std::string& name, std::initializer_list<Primitive> primitives) {
  Builder b(name);
  for (const Primitive primitive : primitives)
    b.invoke(primitive, {at(address_of(kTable))});
  return b.finish();
}

} // namespace

TEST_CASE("whether anybody holds a lock is asked exclusively, or in any mode") {
  CHECK(asked(Primitive::DownWrite, Primitive::LockIsTaken) == 1);
  CHECK(asked(Primitive::DownRead, Primitive::LockIsTaken) == 0);
  CHECK(asked(Primitive::DownWrite, Primitive::LockHasHolder) == 1);
  CHECK(asked(Primitive::DownRead, Primitive::LockHasHolder) == 1);
  CHECK(asked(Primitive::Fence, Primitive::LockHasHolder) == 0);
}

TEST_CASE("how a CPU holds a lock is what it took it for") {
  const auto mode = [](std::initializer_list<Primitive> primitives) {
    Builder b("cpu");
    for (const Primitive primitive : primitives)
      b.invoke(primitive, {b.global("lock")});
    b.store(b.global("mode"), b.invoke(Primitive::LockIsHeld, {b.global("lock")}));
    Machine machine(setup_of({b.finish()}));
    run_alone(machine);
    return machine.word(machine.address_of(0, 1));
  };
  CHECK(mode({Primitive::Fence}) == 0);
  CHECK(mode({Primitive::WriteLock}) == 1);
  CHECK(mode({Primitive::ReadLock}) == 2);
  CHECK(mode({Primitive::DownWrite, Primitive::DowngradeWrite}) == 2);
}

TEST_CASE("a CPU that has finished holds nothing") {
  CHECK(only(alone({Primitive::SpinLock}), FindingKind::LockLeftHeld, kLock));
  CHECK(only(alone({Primitive::ReadLock, Primitive::ReadLock, Primitive::ReadUnlock}),
             FindingKind::LockLeftHeld, kLock));
  CHECK(only(alone({Primitive::DownWriteTryLock}), FindingKind::LockLeftHeld, kLock));
  CHECK(only(alone({Primitive::RcuReadLock}), FindingKind::ReadSideLeft, 0));
  CHECK(only(alone({Primitive::PreemptDisable}), FindingKind::PreemptionLeftOff, 0));
  // A held spinlock accounts for one of the two.
  CHECK(alone({Primitive::PreemptDisable, Primitive::SpinLock}).size() == 2);
  // Each of them is a separate fault.
  CHECK(alone({Primitive::MutexLock, Primitive::RcuReadLock, Primitive::IrqDisable}).size() == 3);
}

TEST_CASE("a page table's lock lives in its page") {
  const std::uint64_t lock = address_of(kTable);
  for (const Primitive use : {Primitive::SpinLock, Primitive::SpinTryLock, Primitive::SpinUnlock,
                              Primitive::LockIsTaken, Primitive::LockHasHolder}) {
    Builder b("free");
    if (use == Primitive::SpinUnlock) b.invoke(Primitive::SpinLock, {at(lock)});
    b.invoke(Primitive::FreeTable, {at(lock)});
    b.invoke(use, {at(lock)});
    Machine machine(setup_of({b.finish()}));
    INFO(static_cast<int>(use));
    CHECK(only(run_alone(machine), FindingKind::FreedLock, lock));
  }
  // In a page that was freed before anything ran, and in one that is not a table.
  Builder freed("freed"), data("data");
  freed.invoke(Primitive::SpinLock, {at(address_of(kFreed))});
  data.invoke(Primitive::SpinLock, {at(address_of(kData))});
  Machine machine(setup_of({freed.finish(), data.finish()}));
  CHECK(only(run(machine, 0), FindingKind::FreedLock, address_of(kFreed)));
  CHECK(only(run(machine, 1), FindingKind::WildAccess, address_of(kData)));
  // A live table's lock is a lock like any other.
  Machine live(setup_of({on_table("a", {Primitive::SpinLock, Primitive::SpinUnlock})}));
  CHECK(run_alone(live).empty());
}

TEST_CASE("a table's lock and the free of the table are in order") {
  Builder free("free");
  free.invoke(Primitive::FreeTable, {at(address_of(kTable))});
  Machine machine(
      setup_of({on_table("lock", {Primitive::SpinLock, Primitive::SpinUnlock}), free.finish()}));
  learn(machine);
  const auto reads_frame = [&] {
    return touches(machine, machine.pending(0), Cell::Kind::Frame, kTable, AccessKind::Read);
  };
  CHECK(reads_frame());
  step(machine, 0);
  CHECK(reads_frame());
}

TEST_CASE("whoever waits for the lock of a table goes on once it is released, freed or not") {
  Builder holder("holder");
  holder.invoke(Primitive::SpinLock, {at(address_of(kTable))});
  holder.invoke(Primitive::FreeTable, {at(address_of(kTable))});
  holder.invoke(Primitive::SpinUnlock, {at(address_of(kTable))});
  Machine machine(setup_of({holder.finish(), on_table("waiter", {Primitive::SpinLock})}));
  learn(machine);
  step(machine, 0);
  step(machine, 0);
  CHECK(machine.status(1) == CpuStatus::Blocked);
  CHECK(only(step(machine, 0), FindingKind::FreedLock, address_of(kTable)));
  CHECK(only(step(machine, 1), FindingKind::FreedLock, address_of(kTable)));
}

TEST_CASE("whether a lock is held is asked of this CPU alone") {
  Builder holder("holder"), other("other");
  const auto asking = [](Builder& b, bool takes) {
    const Operand lock = b.global("lock");
    if (takes) b.invoke(Primitive::ReadLock, {lock});
    const Operand mode = b.invoke(Primitive::LockIsHeld, {lock});
    if (takes) b.invoke(Primitive::ReadUnlock, {lock});
    b.ret(mode);
  };
  asking(holder, true);
  asking(other, false);
  Machine machine(setup_of({holder.finish(), other.finish()}));
  run(machine, 0);
  run(machine, 1);
  CHECK(machine.returned(0) == 2);
  CHECK(machine.returned(1) == 0);
}

TEST_CASE("of 64 CPUs each counts: as a holder, inside a section, and as who is waited for") {
  std::vector<program::Program> programs;
  programs.push_back(invoking("first", {Primitive::ReadLock, Primitive::ReadUnlock,
                                        Primitive::WriteLock, Primitive::WriteUnlock}));
  programs.push_back(invoking("second", {Primitive::SynchronizeRcu}));
  programs.push_back(invoking("third", {Primitive::IpiBroadcast}));
  while (programs.size() + 1 < kMaxCpus)
    programs.push_back(invoking("idle", {Primitive::Fence}));
  programs.push_back(
      invoking("last", {Primitive::ReadLock, Primitive::ReadUnlock, Primitive::WriteTryLock,
                        Primitive::WriteUnlock, Primitive::IrqDisable, Primitive::IrqEnable}));
  Machine machine(setup_of(std::move(programs)));
  constexpr CpuId kLast = kMaxCpus - 1;
  step(machine, 0);
  step(machine, kLast);
  step(machine, 0);
  CHECK(machine.status(0) == CpuStatus::Blocked); // behind the last reader's shared hold
  CHECK(machine.wait(0).cpus == bit(kLast));
  step(machine, kLast);
  CHECK(machine.status(0) == CpuStatus::Ready);
  step(machine, kLast);
  CHECK(machine.status(0) == CpuStatus::Blocked); // behind its exclusive one
  CHECK(machine.wait(0).cpus == bit(kLast));
  step(machine, kLast);
  CHECK(machine.status(0) == CpuStatus::Ready);
  step(machine, kLast); // IRQs off
  step(machine, 1);
  CHECK(machine.last_step().waits_for == bit(kLast));
  CHECK(machine.wait(1).cpus == bit(kLast));
  step(machine, 2);
  CHECK(machine.wait(2).cpus == bit(kLast));
  step(machine, kLast);
  CHECK(machine.status(1) == CpuStatus::Ready);
  CHECK(machine.status(2) == CpuStatus::Blocked); // taking the IPI is a step of its own
  int interrupts = 0;
  for (ThreadId thread = kMaxCpus; thread < machine.threads(); ++thread)
    while (machine.status(thread) == CpuStatus::Ready) {
      step(machine, thread);
      ++interrupts;
    }
  CHECK(interrupts == 1);
  CHECK(machine.status(2) == CpuStatus::Ready);
}

TEST_CASE("a machine says how many CPUs it can have") {
  std::vector<program::Program> programs(kMaxCpus + 1, invoking("idle", {Primitive::Fence}));
  CHECK_THROWS_WITH(Machine(setup_of(std::move(programs))), Catch::Contains("1 to 64"));
}
