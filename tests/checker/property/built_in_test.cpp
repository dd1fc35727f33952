// SPDX-License-Identifier: GPL-2.0-only
// Which property each finding violates, and which ends of an execution are deadlocks.
#include "catch.hpp"

#include "checker/property/built_in.hpp"
#include "checker/property/deadlock.hpp"
#include "checker/property/judge.hpp"
#include "model/program/builder.hpp"

#include <set>

using namespace walkcheck;
using machine::FindingKind;
using program::Builder;
using program::Primitive;

namespace {

machine::Machine machine_of(std::vector<program::Program> programs) {
  machine::Setup setup;
  for (program::Program& program : programs) {
    const std::string name = program.name;
    setup.cpus.push_back({name, std::move(program), {}});
  }
  return machine::Machine(std::move(setup));
}

// Locks `first`, then `second`.
program::Program locker(const std::string& name, const std::string& first,
                        const std::string& second) {
  Builder b(name);
  b.invoke(Primitive::SpinLock, {b.global(first)});
  b.invoke(Primitive::SpinLock, {b.global(second)});
  return b.finish();
}

program::Program failing(const std::string& name, const std::string& lock) {
  Builder b(name);
  b.invoke(Primitive::SpinLock, {b.global(lock)});
  b.invoke(Primitive::Assert, {Builder::constant(0)}, "never");
  return b.finish();
}

} // namespace

TEST_CASE("names are distinct, can be found, and have a claim") {
  std::set<std::string> names;
  for (const property::Property& property : property::built_in()) {
    names.emplace(property.name);
    CHECK(property::find(property.name) == &property);
    CHECK_FALSE(property.claim.empty());
  }
  CHECK(names.size() == property::built_in().size());
  CHECK(property::find("no_such_property") == nullptr);
}

TEST_CASE("each fault breaks its property, and a note breaks none") {
  const machine::Machine machine = machine_of({locker("cpu", "a", "b")});
  const auto broken = [&](FindingKind kind) -> std::string {
    const auto failure = property::judge(machine, {kind, 0, 0x5000, "text", 0});
    if (!failure) return "";
    CHECK(failure->cpu == 0u);
    CHECK(failure->reason.rfind("cpu ", 0) == 0);
    return std::string(failure->property);
  };
  CHECK(broken(FindingKind::FreedTable) == "no_freed_table");
  CHECK(broken(FindingKind::FreedLock) == "no_freed_table");
  CHECK(broken(FindingKind::WildAccess) == "no_freed_table");
  CHECK(broken(FindingKind::DoubleFree) == "no_double_free");
  CHECK(broken(FindingKind::BadFree) == "no_double_free");
  CHECK(broken(FindingKind::NotHeld) == "locks_balanced");
  CHECK(broken(FindingKind::SleepInAtomic) == "no_sleep_in_atomic");
  CHECK(broken(FindingKind::IrqsLeftOff) == "irqs_restored");
  CHECK(broken(FindingKind::LockLeftHeld) == "locks_balanced");
  CHECK(broken(FindingKind::ReadSideLeft) == "locks_balanced");
  CHECK(broken(FindingKind::PreemptionLeftOff) == "locks_balanced");
  CHECK(broken(FindingKind::ReachedUnreachable) == "assertions");
  for (const FindingKind undefined :
       {FindingKind::BadOperation, FindingKind::DivisionByZero, FindingKind::DivisionOverflow,
        FindingKind::ShiftTooFar, FindingKind::NullCall, FindingKind::BadCall,
        FindingKind::UnbalancedSection, FindingKind::Misaligned, FindingKind::OutsideLocal,
        FindingKind::DeadLocal, FindingKind::UndefinedValue})
    CHECK(broken(undefined) == "assertions");
  CHECK(broken(FindingKind::AssertFailed) == "assertions");
  for (const FindingKind note :
       {FindingKind::Covered, FindingKind::BoundMet, FindingKind::OpaqueValue, FindingKind::Pruned})
    CHECK(broken(note).empty());
}

TEST_CASE("a deadlock says who waits for what held by whom") {
  machine::Machine machine = machine_of({locker("left", "a", "b"), locker("right", "b", "a")});
  CHECK_FALSE(property::judge_end(machine)); // both can go on
  machine.step(0, 0);
  CHECK_FALSE(property::judge_end(machine));
  machine.step(1, 0);
  const auto failure = property::judge_end(machine);
  REQUIRE(failure);
  CHECK(failure->property == "no_deadlock");
  CHECK(failure->reason == "left waits for b, held by right; right waits for a, held by left");
}

TEST_CASE("a lock that its holder has finished with is the holder's fault, and no deadlock") {
  Builder b("holder");
  b.invoke(Primitive::SpinLock, {b.global("a")});
  machine::Machine machine = machine_of({b.finish(), locker("waits", "a", "b")});
  const machine::Machine::Result last = machine.step(0, 0);
  REQUIRE(machine.status(1) == machine::CpuStatus::Blocked);
  CHECK(machine.status(0) == machine::CpuStatus::Faulted);
  REQUIRE(last.findings.size() == 1);
  CHECK(last.findings[0].kind == machine::FindingKind::LockLeftHeld);
  CHECK_FALSE(property::judge_end(machine));
}

TEST_CASE("who waits for a CPU that a fault stopped is not in a deadlock") {
  machine::Machine machine = machine_of({failing("fails", "a"), locker("waits", "a", "b")});
  while (machine.status(0) == machine::CpuStatus::Ready)
    machine.step(0, 0);
  CHECK(machine.status(0) == machine::CpuStatus::Faulted);
  CHECK(machine.status(1) == machine::CpuStatus::Blocked);
  CHECK_FALSE(property::judge_end(machine));
}
