// SPDX-License-Identifier: GPL-2.0-only
// Local work: arithmetic, calls, loops, private memory, claims, and what ends a CPU's run.
#include "catch.hpp"

#include "driver.hpp"

using namespace walkcheck;
using namespace walkcheck::machine;
using namespace walkcheck::machine::testing;
using program::BinaryOp;
using program::CastOp;
using program::Comparison;

namespace {

std::uint64_t computed(BinaryOp op, std::uint64_t left, std::uint64_t right, std::uint8_t bits) {
  Builder b("cpu");
  b.ret(b.binary(op, at(left), at(right), bits));
  return returned_by(b.finish());
}

bool undefined(BinaryOp op, std::uint64_t left, std::uint64_t right, std::uint8_t bits) {
  Builder b("cpu");
  b.binary(op, at(left), at(right), bits);
  Machine machine(setup_of({b.finish()}));
  const auto findings = run(machine, 0);
  return findings.size() == 1 && (findings[0].kind == FindingKind::DivisionByZero ||
                                  findings[0].kind == FindingKind::DivisionOverflow ||
                                  findings[0].kind == FindingKind::ShiftTooFar);
}

std::uint64_t compared(Comparison comparison, std::uint64_t left, std::uint64_t right,
                       std::uint8_t bits) {
  Builder b("cpu");
  b.ret(b.compare(comparison, at(left), at(right), bits));
  return returned_by(b.finish());
}

// A loop with `times` rounds, inside a function that `main` calls.
program::Program looping(std::uint64_t times) {
  Builder b("cpu");
  const Operand i = b.fresh();
  const auto loop = b.new_loop();
  const auto head = b.label(), again = b.label(), out = b.label();
  b.copy(i, at(0));
  b.loop_enter(loop);
  b.place(head);
  b.branch(b.compare(Comparison::ULt, i, at(times)), again, out);
  b.place(again);
  b.copy(i, b.add(i, at(1)));
  b.loop_again(loop);
  b.jump(head);
  b.place(out);
  b.ret(i);
  return b.finish();
}

} // namespace

TEST_CASE("arithmetic wraps at its width and looks at the low bits only") {
  CHECK(computed(BinaryOp::Add, 0xffffffff, 1, 32) == 0);
  CHECK(computed(BinaryOp::Sub, 0, 1, 16) == 0xffff);
  CHECK(computed(BinaryOp::Mul, 0x1ff, 2, 8) == 0xfe);
  CHECK(computed(BinaryOp::UDiv, 0x1ff, 2, 8) == 0x7f);
  CHECK(computed(BinaryOp::SDiv, 0xfe, 2, 8) == 0xff);                          // -2 / 2
  CHECK(computed(BinaryOp::SRem, 0xfffffffffffffffb, 3, 64) == UINT64_MAX - 1); // -5 % 3 = -2
  CHECK(computed(BinaryOp::URem, 7, 3, 64) == 1);
  CHECK(computed(BinaryOp::AShr, 0x80, 3, 8) == 0xf0);
  CHECK(computed(BinaryOp::LShr, 0x80, 3, 8) == 0x10);
  CHECK(computed(BinaryOp::Shl, 1, 63, 64) == 1ULL << 63);
  CHECK(computed(BinaryOp::Xor, 0xff, 0x0f, 64) == 0xf0);
}

TEST_CASE("what C leaves undefined is a fault") {
  CHECK(undefined(BinaryOp::UDiv, 1, 0, 64));
  CHECK(undefined(BinaryOp::SRem, 1, 0x100, 8)); // the low bits are zero
  CHECK(undefined(BinaryOp::SDiv, 0x80, 0xff, 8));
  CHECK(undefined(BinaryOp::SDiv, 1ULL << 63, UINT64_MAX, 64));
  CHECK_FALSE(undefined(BinaryOp::SDiv, 1ULL << 63, UINT64_MAX - 1, 64));
  CHECK(undefined(BinaryOp::Shl, 1, 32, 32));
}

TEST_CASE("comparisons, casts and selects") {
  CHECK(compared(Comparison::SLt, 0xff, 0, 8) == 1);
  CHECK(compared(Comparison::ULt, 0xff, 0, 8) == 0);
  CHECK(compared(Comparison::Eq, 0x100, 0, 8) == 1);
  CHECK(compared(Comparison::SGe, 0, UINT64_MAX, 64) == 1);
  Builder b("cpu");
  const Operand wide = b.cast(CastOp::SignExtend, 8, 32, at(0x180));
  const Operand narrow = b.cast(CastOp::Truncate, 64, 8, at(0x1234));
  b.ret(b.add(b.select(at(1), wide, narrow), b.select(at(0), wide, narrow)));
  CHECK(returned_by(b.finish()) == 0xffffff80 + 0x34);
}

TEST_CASE("calls have frames of their own; recursion is bounded") {
  // factorial(n), which keeps n in private memory during the call
  Builder b("cpu");
  b.ret(b.call("factorial", {at(6)}));
  b.function("factorial", 1);
  const Operand slot = b.local("n");
  b.store(slot, b.parameter(0));
  const auto more = b.label(), base = b.label();
  b.branch(b.parameter(0), more, base);
  b.place(base);
  b.ret(at(1));
  b.place(more);
  const Operand rest = b.call("factorial", {b.binary(BinaryOp::Sub, b.parameter(0), at(1))});
  b.ret(b.binary(BinaryOp::Mul, b.load(slot), rest));
  const program::Program program = b.finish();
  CHECK(returned_by(program) == 720);

  Setup setup = setup_of({program});
  setup.call_depth = 5;
  Machine machine(setup);
  CHECK(only(run(machine, 0), FindingKind::BoundMet, 0));
  CHECK(machine.status(0) == CpuStatus::Bounded);
}

TEST_CASE("an indirect call goes where its address says, or is a fault") {
  Builder b("cpu");
  const Operand to = b.fresh();
  b.copy(to, b.function_address("three"));
  b.ret(b.call(to, {}));
  b.function("three", 0);
  b.ret(at(3));
  CHECK(returned_by(b.finish()) == 3);

  Builder c("cpu");
  c.call(at(0x1234), {});
  Machine machine(setup_of({c.finish()}));
  CHECK(only(run(machine, 0), FindingKind::BadCall, 0x1234));
}

TEST_CASE("a loop may take its back edge as often as the bound says") {
  Setup setup = setup_of({looping(8)});
  Machine within(setup);
  run(within, 0);
  CHECK(within.returned(0) == 8);
  setup = setup_of({looping(9)});
  Machine beyond(setup);
  CHECK(only(run(beyond, 0), FindingKind::BoundMet, 0));
  CHECK(beyond.status(0) == CpuStatus::Bounded);
}

TEST_CASE("private memory is the CPU's own, and gone with its frame") {
  Builder b("cpu");
  const Operand slot = b.local("slot");
  b.store(slot, at(0));
  b.store(b.add(slot, at(4)), at(0x55), 1);
  b.ret(b.load(slot));
  CHECK(returned_by(b.finish()) == 0x5500000000);

  Builder c("cpu");
  const Operand dangling = c.call("escape", {});
  c.load(dangling);
  c.function("escape", 0);
  c.ret(c.local("gone"));
  Machine machine(setup_of({c.finish()}));
  const auto findings = run(machine, 0);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].kind == FindingKind::DeadLocal);
}

TEST_CASE("another CPU's private memory is out of reach") {
  Builder owner("owner"), thief("thief");
  const Operand local = owner.local("mine");
  owner.store(owner.global("shared"), local);
  thief.load(thief.load(thief.global("shared")));
  Machine machine(setup_of({owner.finish(), thief.finish()}));
  learn(machine);
  run(machine, 0);
  const auto findings = run(machine, 1);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].kind == FindingKind::OthersLocal);
  CHECK(findings[0].value - program::kPrivateBase < program::kPrivateBytes);
  CHECK(machine.status(1) == CpuStatus::Bounded);
}

TEST_CASE("a switch takes the case of its value") {
  const auto chosen = [](std::uint64_t value) {
    Builder b("cpu");
    const auto one = b.label(), two = b.label(), other = b.label();
    b.switch_on(at(value), {{1, one}, {2, two}}, other);
    b.place(one);
    b.ret(at(10));
    b.place(two);
    b.ret(at(20));
    b.place(other);
    b.ret(at(30));
    return returned_by(b.finish());
  };
  CHECK(chosen(1) == 10);
  CHECK(chosen(2) == 20);
  CHECK(chosen(3) == 30);
}

TEST_CASE("findings before the first visible operation get a step of their own") {
  Builder b("cpu");
  b.invoke(Primitive::Cover, {}, "reached");
  b.store(b.global("x"), at(1));
  b.invoke(Primitive::Assert, {at(0)}, "never");
  Machine machine(setup_of({b.finish()}));
  learn(machine);
  CHECK(machine.footprint(machine.pending(0)).accesses.empty());
  auto findings = step(machine, 0);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].kind == FindingKind::Covered);
  CHECK(findings[0].text == "reached");
  findings = step(machine, 0);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].kind == FindingKind::AssertFailed);
  CHECK(findings[0].text == "never");
  CHECK(machine.status(0) == CpuStatus::Faulted);
}

TEST_CASE("a false assumption prunes; an opaque value and the unreachable are reported") {
  Builder b("cpu");
  b.invoke(Primitive::Assume, {at(0)});
  Machine pruned(setup_of({b.finish()}));
  CHECK(only(run(pruned, 0), FindingKind::Pruned, 0));
  CHECK(pruned.status(0) == CpuStatus::Pruned);

  Builder c("cpu");
  c.opaque("unused", false);
  const auto either = c.label();
  c.branch(c.opaque("mystery", true), either, either);
  c.place(either);
  Machine opaque(setup_of({c.finish()}));
  const auto findings = run(opaque, 0);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].kind == FindingKind::OpaqueValue);
  CHECK(findings[0].text == "mystery");
  CHECK(opaque.status(0) == CpuStatus::Bounded);

  Builder d("cpu");
  d.unreachable();
  Machine unreachable(setup_of({d.finish()}));
  CHECK(only(run(unreachable, 0), FindingKind::ReachedUnreachable, 0));
}

TEST_CASE("a choice has its number of alternatives, and none is a fault") {
  Builder b("cpu");
  b.ret(b.add(b.invoke(Primitive::Choose, {at(3)}), b.invoke(Primitive::Choose, {at(1)})));
  Machine machine(setup_of({b.finish()}));
  CHECK(machine.alternatives(0) == 3);
  for (unsigned i = 0; i < 3; ++i) {
    step(machine, 0, i);
    CHECK(machine.returned(0) == i);
    machine.undo();
  }
  Builder c("cpu");
  c.invoke(Primitive::Choose, {at(0)});
  Machine none(setup_of({c.finish()}));
  CHECK(only(run(none, 0), FindingKind::BadOperation, 0));
}
