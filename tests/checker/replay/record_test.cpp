// SPDX-License-Identifier: GPL-2.0-only
// What a trace records for steps that wait or free, and for CPUs that wait for ever.
#include "catch.hpp"

#include "checker/replay/record.hpp"
#include "tests/checker/trace/tables_of_hva.hpp"

using namespace walkcheck;
using namespace walkcheck::trace;
using machine::Machine;
using machine::StepKind;
using program::Builder;
using program::Primitive;
using replay::record;

TEST_CASE("who is waited for, and what is freed, is noted") {
  // CPU 0 has IRQs off while CPU 1 frees by RCU and by IPI.
  Builder walker("walker");
  walker.invoke(Primitive::IrqDisable);
  walker.invoke(Primitive::IrqEnable);
  Builder freer("freer");
  freer.invoke(Primitive::FreeTableRcu, {Builder::constant(kPte << 12)});
  freer.invoke(Primitive::IpiBroadcast);
  freer.invoke(Primitive::FreeTable, {Builder::constant(kPmd << 12)});
  Machine machine(setup_with(tables_of_hva(), {walker.finish(), freer.finish()}));
  machine.expect_written(std::vector<machine::Cell>{{machine::Cell::Kind::Frame, kPte},
                                                    {machine::Cell::Kind::Frame, kPmd}});
  const std::vector<Choice> schedule{{0, 0}, {1, 0}, {1, 0}, {0, 0}, {0, 0, 1}, {1, 0}, {1, 0}};
  const Trace trace = record(machine, schedule, {}, NoText());
  REQUIRE(trace.steps.size() == 7);
  const auto step = [&](std::size_t i) -> const Step& { return trace.steps[i]; };
  using Cpus = std::vector<machine::CpuId>;
  using Pages = std::vector<std::uint64_t>;
  CHECK(step(0).kind == StepKind::IrqOff);
  CHECK(step(0).primitive == Primitive::IrqDisable);
  CHECK(step(1).kind == StepKind::FreeTableRcu);
  CHECK(step(1).object == Named{kPte << 12, ""});
  CHECK(step(1).waits_for == Cpus{0});
  // The table is queued, and not yet free.
  CHECK(step(1).freed.empty());
  CHECK(step(2).kind == StepKind::IpiSend);
  CHECK(step(2).waits_for == Cpus{0});
  CHECK(step(3).kind == StepKind::IrqOn);
  CHECK(step(3).freed == Pages{kPte});
  CHECK(step(4).kind == StepKind::TakeIpi);
  CHECK(step(4).waits_for == Cpus{1});
  CHECK(step(4).choice.cpu == 0);
  CHECK(step(4).where.chain.empty());
  CHECK(step(5).kind == StepKind::IpiWait);
  CHECK(step(6).kind == StepKind::FreeTable);
  CHECK(step(6).object == Named{kPmd << 12, ""});
  CHECK(step(6).freed == Pages{kPmd});
  // The free happens by itself, and does not count as a switch.
  CHECK(switches(trace.steps) == 3);
}

TEST_CASE("where each CPU of a deadlock stands, and what it waits for") {
  // Two locks that are taken in two orders.
  const auto locker = [](const char* first, const char* second) {
    Builder builder("locker");
    builder.invoke(Primitive::SpinLock, {builder.global(first)});
    builder.invoke(Primitive::SpinLock, {builder.global(second)});
    return builder.finish();
  };
  Machine machine(setup_with({}, {locker("a", "b"), locker("b", "a")}));
  const Trace trace = record(machine, {{0, 0}, {1, 0}}, {}, NoText());
  REQUIRE(trace.waiting.size() == 2);
  CHECK(trace.waiting[0].cpu == 0);
  using Cpus = std::vector<machine::CpuId>;
  REQUIRE(trace.waiting[0].lock);
  CHECK(trace.waiting[0].lock->name == "b");
  CHECK(trace.waiting[0].cpus == Cpus{1});
  REQUIRE(trace.waiting[1].lock);
  CHECK(trace.waiting[1].lock->name == "a");
  CHECK(trace.waiting[1].cpus == Cpus{0});
  REQUIRE(trace.waiting[0].where.chain.size() == 1);
  CHECK(trace.waiting[0].where.at()->line == 2);
  // If some CPU is ready, nobody is in a deadlock.
  CHECK(record(machine, {{0, 0}}, {}, NoText()).waiting.empty());

  Builder twice("twice");
  twice.invoke(Primitive::SpinLock, {twice.global("a")});
  twice.invoke(Primitive::SpinLock, {twice.global("a")});
  Machine alone(setup_with({}, {twice.finish()}));
  const Trace itself = record(alone, {{0, 0}}, {}, NoText());
  REQUIRE(itself.waiting.size() == 1);
  CHECK(itself.waiting[0].cpus == Cpus{0});
}
