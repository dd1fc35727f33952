// SPDX-License-Identifier: GPL-2.0-only
// Loops that only wait, and readers that wait behind writers.
#include "catch.hpp"

#include "driver.hpp"

#include <functional>

using namespace walkcheck;
using namespace walkcheck::machine;
using namespace walkcheck::machine::testing;

namespace {

// A loop that continues until `round` does not give 0.
program::Program looping(const std::string& name, const std::function<Operand(Builder&)>& round) {
  Builder b(name);
  const std::uint32_t loop = b.new_loop();
  const program::Label head = b.label(), again = b.label(), done = b.label();
  b.loop_enter(loop);
  b.place(head);
  const Operand ends = round(b);
  b.branch(ends, done, again);
  b.place(again);
  b.loop_again(loop);
  b.jump(head);
  b.place(done);
  return b.finish();
}

Operand x(Builder& b) {
  return b.global("x");
}

Operand x_is(Builder& b, std::uint64_t value) {
  return b.compare(program::Comparison::Eq, b.load(x(b)), Builder::constant(value));
}

program::Program storing(const std::string& name, std::initializer_list<std::uint64_t> values) {
  Builder b(name);
  for (const std::uint64_t value : values)
    b.store(x(b), Builder::constant(value));
  return b.finish();
}

program::Program on_lock(const std::string& name, std::initializer_list<Primitive> primitives) {
  Builder b(name);
  for (const Primitive primitive : primitives)
    b.invoke(primitive, {b.global("lock")});
  return b.finish();
}

constexpr std::uint64_t kX = program::kGlobalBase; // where it is the only variable

// Meets all waits that the machine has to have met.
void learn_waits(Machine& machine, std::initializer_list<CpuId> order) {
  for (bool again = true; again;) {
    again = false;
    try {
      for (const CpuId cpu : order)
        if (machine.status(cpu) == CpuStatus::Ready) step(machine, cpu);
    } catch (const ConstantCellWritten&) {
      again = true;
    }
    while (machine.depth() > 0)
      machine.undo();
  }
}

bool queues(Machine& machine, CpuId cpu) {
  step(machine, cpu);
  const bool queued = machine.last_step().kind == StepKind::LockQueue;
  machine.undo();
  return queued;
}

} // namespace

TEST_CASE("a loop that only reads waits until what it reads changes") {
  Machine machine(setup_of(
      {looping("spins", [](Builder& b) { return x_is(b, 1); }), storing("writes", {0, 2, 1})}));
  learn(machine);
  step(machine, 0);
  CHECK(machine.status(0) == CpuStatus::Blocked);
  CHECK(machine.wait(0).in_loop);
  CHECK(machine.wait(0).changes == std::vector{kX});
  const Footprint& waiting = machine.footprint(machine.pending(0));
  CHECK(waiting.guarded);
  CHECK(waiting.by_model);
  step(machine, 1); // writes the value that was there
  CHECK(machine.status(0) == CpuStatus::Blocked);
  step(machine, 1);
  CHECK(machine.status(0) == CpuStatus::Ready);
  step(machine, 0); // reads 2
  CHECK(machine.last_step().waited == std::vector{kX});
  CHECK(machine.status(0) == CpuStatus::Blocked);
  step(machine, 1);
  step(machine, 0);
  CHECK(machine.status(0) == CpuStatus::Finished);
}

TEST_CASE("rounds that wait are not counted") {
  Builder writes("writes");
  for (std::uint64_t value = 1; value <= 30; ++value)
    writes.store(x(writes), Builder::constant(value));
  Machine machine(
      setup_of({looping("spins", [](Builder& b) { return x_is(b, 30); }), writes.finish()}));
  learn(machine);
  for (int i = 0; i < 30; ++i) {
    run(machine, 0);
    step(machine, 1);
  }
  CHECK(run(machine, 0).empty());
  CHECK(machine.status(0) == CpuStatus::Finished);
}

TEST_CASE("a loop that waits for what nobody writes is blocked from the start") {
  Machine machine(setup_of({looping("spins", [](Builder& b) { return x_is(b, 1); })}));
  CHECK(machine.status(0) == CpuStatus::Blocked);
  CHECK(machine.wait(0).in_loop);
  CHECK(machine.wait(0).changes == std::vector{kX});
}

TEST_CASE("what fails, or writes what was there, changes nothing") {
  const std::vector<std::function<Operand(Builder&)>> rounds{
      [](Builder& b) { return b.compare_exchange(x(b), at(0), at(5)).success; },
      [](Builder& b) { return b.compare(program::Comparison::Eq, b.exchange(x(b), at(7)), at(0)); },
      [](Builder& b) {
        return b.compare(program::Comparison::Eq, b.fetch(program::FetchOp::Or, x(b), at(1)),
                         at(0));
      },
      [](Builder& b) {
        b.invoke(Primitive::Fence);
        return x_is(b, 0);
      },
  };
  for (std::size_t i = 0; i < rounds.size(); ++i) {
    INFO("round " << i);
    Machine machine(setup_of({looping("spins", rounds[i]), storing("writes", {7, 0, 0})}));
    learn(machine);
    step(machine, 1);
    run(machine, 0);
    CHECK(machine.status(0) == CpuStatus::Blocked);
    step(machine, 1);
    CHECK(machine.status(0) == CpuStatus::Ready);
    run(machine, 0);
    CHECK(machine.status(0) == CpuStatus::Finished);
  }
}

TEST_CASE("a try that fails waits for the lock") {
  for (const auto& [taken, released, attempt, given_back] :
       {std::tuple(Primitive::SpinLock, Primitive::SpinUnlock, Primitive::SpinTryLock,
                   Primitive::SpinUnlock),
        std::tuple(Primitive::WriteLock, Primitive::WriteUnlock, Primitive::ReadTryLock,
                   Primitive::ReadUnlock),
        std::tuple(Primitive::DownRead, Primitive::UpRead, Primitive::DownWriteTryLock,
                   Primitive::UpWrite)}) {
    Builder b("tries");
    const std::uint32_t loop = b.new_loop();
    const program::Label head = b.label(), again = b.label(), done = b.label();
    b.loop_enter(loop);
    b.place(head);
    b.branch(b.invoke(attempt, {b.global("lock")}), done, again);
    b.place(again);
    b.loop_again(loop);
    b.jump(head);
    b.place(done);
    b.invoke(given_back, {b.global("lock")});
    Machine machine(setup_of({b.finish(), on_lock("holds", {taken, released})}));
    step(machine, 1);
    step(machine, 0);
    CHECK(machine.status(0) == CpuStatus::Blocked);
    step(machine, 1);
    CHECK(run(machine, 0).empty());
    CHECK(machine.status(0) == CpuStatus::Finished);
  }
}

TEST_CASE("a round that does more is a round, and bounded") {
  const std::vector<std::function<void(Builder&)>> more{
      [](Builder& b) { b.store(x(b), at(0)); },
      [](Builder& b) { b.fetch(program::FetchOp::Add, x(b), at(2)); },
      [](Builder& b) { b.invoke(Primitive::Choose, {at(2)}); },
      [](Builder& b) { b.invoke(Primitive::Cover, {}, "round"); },
      [](Builder& b) {
        b.invoke(Primitive::SpinLock, {b.global("lock")});
        b.invoke(Primitive::SpinUnlock, {b.global("lock")});
      },
  };
  for (std::size_t i = 0; i < more.size(); ++i) {
    INFO("more " << i);
    Machine machine(setup_of({looping("spins", [&](Builder& b) {
      more[i](b);
      return x_is(b, 1);
    })}));
    const auto found = run_alone(machine);
    REQUIRE_FALSE(found.empty());
    CHECK(found.back().kind == FindingKind::BoundMet);
  }
}

TEST_CASE("a table that is freed ends a wait for a word of it") {
  const std::uint64_t word = address_of(kTable) + 8;
  Builder free("free");
  free.store(at(word), at(0));
  free.invoke(Primitive::FreeTable, {at(address_of(kTable))});
  Machine machine(
      setup_of({looping("spins", [&](Builder& b) { return b.load(at(word)); }), free.finish()}));
  learn(machine);
  step(machine, 0);
  CHECK(machine.status(0) == CpuStatus::Blocked);
  run(machine, 1);
  CHECK(machine.status(0) == CpuStatus::Ready);
  CHECK(only(step(machine, 0), FindingKind::FreedTable, word));
}

TEST_CASE("a reader that comes again waits behind a queued writer, who waits for it") {
  using enum Primitive;
  for (const auto& [share, release, write, end] :
       {std::tuple(DownRead, UpRead, DownWrite, UpWrite),
        std::tuple(ReadLock, ReadUnlock, WriteLock, WriteUnlock)}) {
    Machine machine(setup_of(
        {on_lock("reader", {share, share, release, release}), on_lock("writer", {write, end})}));
    learn_waits(machine, {0, 1, 0, 1});
    step(machine, 0);
    step(machine, 1);
    CHECK(machine.last_step().kind == StepKind::LockQueue);
    CHECK(machine.status(0) == CpuStatus::Blocked);
    CHECK(machine.wait(0).behind == 2);
    CHECK(machine.status(1) == CpuStatus::Blocked);
    CHECK(machine.wait(1).cpus == 1);
  }
}

TEST_CASE("only where a reader can wait for itself does a lock have to be fair") {
  using enum Primitive;
  const auto writer = on_lock("writer", {DownWrite, UpWrite});
  Machine once(setup_of({on_lock("reader", {DownRead, UpRead}), writer}));
  learn_waits(once, {0, 1, 0, 1});
  CHECK_FALSE(queues(once, 1));

  // By way of another lock, which the second reader holds when it comes.
  const auto two = [](const std::string& name, Primitive first, const char* a, Primitive second,
                      const char* c, Primitive then, Primitive last) {
    Builder b(name);
    b.invoke(first, {b.global(a)});
    b.invoke(second, {b.global(c)});
    b.invoke(then, {b.global(c)});
    b.invoke(last, {b.global(a)});
    return b.finish();
  };
  Machine cycle(
      setup_of({two("a", DownRead, "lock", MutexLock, "m", MutexUnlock, UpRead),
                two("b", MutexLock, "m", DownRead, "lock", UpRead, MutexUnlock), writer}));
  learn_waits(cycle, {0, 1, 0, 1, 2});
  CHECK(queues(cycle, 2));
  // In one order there is no cycle.
  Machine order(
      setup_of({two("a", DownRead, "lock", MutexLock, "m", MutexUnlock, UpRead),
                two("b", DownRead, "lock", MutexLock, "m", MutexUnlock, UpRead), writer}));
  learn_waits(order, {0, 1, 0, 1, 2});
  CHECK_FALSE(queues(order, 2));
}

TEST_CASE("a try to share fails behind a queued writer, where others share") {
  using enum Primitive;
  Builder tries("tries");
  tries.store(tries.global("result"), tries.invoke(DownReadTryLock, {tries.global("lock")}));
  Machine machine(setup_of({on_lock("reader", {DownRead, UpRead}), tries.finish(),
                            on_lock("writer", {DownWrite, UpWrite})}));
  learn_waits(machine, {0, 1, 2, 1, 0});
  learn(machine);
  step(machine, 0);
  step(machine, 2);
  CHECK(machine.last_step().kind == StepKind::LockQueue);
  run(machine, 1);
  CHECK(machine.status(1) == CpuStatus::Finished);
}
