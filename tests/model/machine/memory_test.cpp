// SPDX-License-Identifier: GPL-2.0-only
// Words: accesses of all widths, where an address leads, constants, and merged plain reads.
#include "catch.hpp"

#include "driver.hpp"

using namespace walkcheck;
using namespace walkcheck::machine;
using namespace walkcheck::machine::testing;
using program::FetchOp;
using program::Ordering;

namespace {

// The findings of a lone CPU that loads from an address, once nothing is assumed to be constant.
std::vector<Finding> load_from(std::uint64_t address, std::uint8_t bytes = 8) {
  Builder b("reader");
  b.load(at(address), bytes);
  Machine machine(setup_of({b.finish()}));
  return run_alone(machine);
}

} // namespace

TEST_CASE("parts of a word are read and written in their place") {
  Builder b("cpu");
  const Operand x = b.global("x", 8, 0x1122334455667788);
  b.store(b.add(x, at(2)), at(0xffffabcd), 2);
  b.ret(b.load(x));
  CHECK(returned_by(b.finish()) == 0x11223344abcd7788);

  Builder c("cpu");
  c.ret(c.load(c.add(c.global("x", 8, 0x1122334455667788), at(3)), 1));
  CHECK(returned_by(c.finish()) == 0x55);
}

TEST_CASE("read-modify-writes return the old value") {
  Builder b("cpu");
  const Operand x = b.global("x", 8, 5);
  const Operand added = b.fetch(FetchOp::Add, x, at(3));   // leaves 8
  const Operand exchanged = b.exchange(x, at(2));          // leaves 2
  const auto failed = b.compare_exchange(x, at(7), at(6)); // leaves 2
  const auto done = b.compare_exchange(x, at(2), at(9));   // leaves 9
  Operand digits = b.load(x);
  for (const Operand& digit :
       {added, exchanged, failed.old, failed.success, done.old, done.success}) {
    digits = b.add(b.binary(program::BinaryOp::Mul, digits, at(10)), digit);
  }
  b.ret(digits);
  CHECK(returned_by(b.finish()) == 9'5'8'2'0'2'1);
}

TEST_CASE("fetch operations stay within their width") {
  const auto after = [](FetchOp op, std::uint64_t value) {
    Builder b("cpu");
    const Operand x = b.global("x", 8, 0xff000000ff);
    b.fetch(op, x, at(value), 1);
    b.ret(b.load(x));
    return returned_by(b.finish());
  };
  CHECK(after(FetchOp::Add, 2) == 0xff00000001);
  CHECK(after(FetchOp::Sub, 0xff) == 0xff00000000);
  CHECK(after(FetchOp::And, 0x0f) == 0xff0000000f);
  CHECK(after(FetchOp::Xor, 0x0f) == 0xff000000f0);
  CHECK(after(FetchOp::Nand, 0x0f) == 0xff000000f0);
}

TEST_CASE("what an address leads to decides the access") {
  CHECK(load_from(address_of(kTable)).empty());
  CHECK(only(load_from(address_of(kFreed) + 8), FindingKind::FreedTable, address_of(kFreed) + 8));
  CHECK(only(load_from(address_of(kData)), FindingKind::WildAccess, address_of(kData)));
  CHECK(only(load_from(0), FindingKind::WildAccess, 0)); // a null dereference
  CHECK(only(load_from(address_of(0x7777)), FindingKind::WildAccess, address_of(0x7777)));
  const std::uint64_t crossing = address_of(kTable) + 4;
  CHECK(only(load_from(crossing, 8), FindingKind::BadOperation, crossing));
  for (const std::uint64_t stray :
       {program::kFrameEnd, program::kPrivateBase + program::kPrivateBytes, program::kGlobalBase,
        program::kFunctionBase, UINT64_MAX - 7}) {
    CHECK(only(load_from(stray), FindingKind::BadOperation, stray));
  }
  // The place where its own locals would be.
  CHECK(only(load_from(program::kPrivateBase), FindingKind::DeadLocal, program::kPrivateBase));
}

TEST_CASE("an access must stay inside its variable, and constants are not written") {
  Builder b("cpu");
  b.load(b.global("narrow", 4), 8);
  Machine machine(setup_of({b.finish()}));
  CHECK(only(run_alone(machine), FindingKind::BadOperation, program::kGlobalBase));

  Builder c("cpu");
  c.store(c.global("fixed"), at(1));
  program::Program program = c.finish();
  program.globals[0].constant = true;
  Machine writer(setup_of({program}));
  CHECK(only(run_alone(writer), FindingKind::BadOperation, program::kGlobalBase));
}

TEST_CASE("a load through a table that another CPU frees is a fault only after the free") {
  Builder reader("reader");
  reader.load(at(address_of(kTable)));
  Builder freer("freer");
  freer.invoke(Primitive::FreeTable, {at(address_of(kTable))});
  Machine machine(setup_of({reader.finish(), freer.finish()}));
  learn(machine);

  CHECK(touches(machine, machine.pending(0), Cell::Kind::Frame, kTable, AccessKind::Read));
  CHECK(touches(machine, machine.pending(1), Cell::Kind::Frame, kTable, AccessKind::Write));
  CHECK(step(machine, 0).empty());
  machine.undo();
  CHECK(step(machine, 1).empty());
  CHECK(machine.frame_state(kTable) == FrameState::FreedTable);
  CHECK(machine.last_step().freed == std::vector<std::uint64_t>{kTable});
  CHECK(only(step(machine, 0), FindingKind::FreedTable, address_of(kTable)));
  CHECK(machine.status(0) == CpuStatus::Faulted);
}

TEST_CASE("a first write of what nobody has read makes nothing void") {
  Builder writer("writer");
  const Operand x = writer.global("x", 16, 3);
  writer.store(x, at(4));
  writer.store(writer.add(x, at(8)), at(5));
  writer.ret(writer.load(x));
  Machine machine(setup_of({writer.finish()}));
  for (int i = 0; i < 3; ++i)
    step(machine, 0);
  CHECK(machine.last_step().kind == StepKind::Load);
  CHECK(machine.returned(0) == 4);
}

TEST_CASE("one restart learns all that its execution writes") {
  Builder reader("reader");
  for (std::uint64_t i = 0; i < 8; ++i)
    reader.load(reader.add(reader.global("row", 64), at(8 * i)));
  Builder writer("writer");
  for (std::uint64_t i = 0; i < 8; ++i)
    writer.store(writer.add(writer.global("row", 64), at(8 * i)), at(1));
  Machine machine(setup_of({reader.finish(), writer.finish()}));
  step(machine, 0); // all of them are taken for constants
  CHECK_THROWS_AS(step(machine, 1), ConstantCellWritten);
  CHECK(machine.written_cells().size() == 8);
}

TEST_CASE("a load of what nothing writes is no step; the first write makes it one") {
  Builder reader("reader");
  const Operand x = reader.global("x", 8, 3);
  reader.ret(reader.load(x));
  Builder writer("writer");
  writer.store(writer.global("x", 8, 3), at(4));
  Machine machine(setup_of({reader.finish(), writer.finish()}));

  step(machine, 0); // the only step says that the CPU has finished
  CHECK(machine.last_step().kind == StepKind::Finish);
  CHECK(machine.returned(0) == 3);
  CHECK_THROWS_AS(step(machine, 1), ConstantCellWritten);
  CHECK(machine.depth() == 0);
  CHECK(machine.word(program::kGlobalBase) == 3);

  step(machine, 1);
  CHECK(machine.word(program::kGlobalBase) == 4);
  step(machine, 0);
  CHECK(machine.last_step().kind == StepKind::Load);
  CHECK(machine.returned(0) == 4);
}

TEST_CASE("a compare-exchange writes where it succeeds and reads where it fails") {
  Builder b("cpu");
  const Operand x = b.global("x");
  b.compare_exchange(x, at(0), at(1));
  b.compare_exchange(x, at(0), at(2));
  Machine machine(setup_of({b.finish()}));
  learn(machine);
  const std::uint64_t address = program::kGlobalBase;
  CHECK(touches(machine, machine.pending(0), Cell::Kind::Word, address, AccessKind::Write));
  CHECK_FALSE(machine.footprint(machine.pending(0)).stable);
  step(machine, 0);
  CHECK(touches(machine, machine.pending(0), Cell::Kind::Word, address, AccessKind::Read));
  step(machine, 0);
  CHECK(machine.word(address) == 1);
}

TEST_CASE("merged: plain reads of one word with nothing but plain reads between are one load") {
  const auto loads = [](ReadMode mode, auto between) {
    Builder reader("reader");
    const Operand x = reader.global("x"), y = reader.global("y");
    reader.load(x, 8, Ordering::Plain);
    between(reader, y);
    reader.load(x, 8, Ordering::Plain);
    Builder writer("writer");
    writer.store(writer.global("x"), at(1));
    writer.store(writer.global("y"), at(1));
    Setup setup = setup_of({reader.finish(), writer.finish()});
    setup.reads = mode;
    Machine machine(setup);
    learn(machine);
    int steps = 0;
    for (; machine.status(0) == CpuStatus::Ready; ++steps)
      step(machine, 0);
    return steps;
  };
  const auto nothing = [](Builder&, Operand) {};
  const auto plain = [](Builder& b, Operand y) { b.load(y, 8, Ordering::Plain); };
  const auto once = [](Builder& b, Operand y) { b.load(y, 8, Ordering::Once); };
  const auto barrier = [](Builder& b, Operand) { b.invoke(Primitive::Barrier); };
  const auto private_store = [](Builder& b, Operand) { b.store(b.local("x"), at(1)); };
  CHECK(loads(ReadMode::Source, nothing) == 2);
  CHECK(loads(ReadMode::Merged, nothing) == 1);
  CHECK(loads(ReadMode::Merged, plain) == 2);
  CHECK(loads(ReadMode::Merged, once) == 3);
  CHECK(loads(ReadMode::Merged, barrier) == 2);
  CHECK(loads(ReadMode::Merged, private_store) == 2);
}

TEST_CASE("the walker that reads a table's word has touched a table; one of variables has not") {
  Builder table("table"), variable("variable");
  table.load(at(address_of(kTable)));
  variable.load(variable.global("x"));
  Machine machine(setup_of({table.finish(), variable.finish()}));
  run(machine, 0);
  run(machine, 1);
  CHECK_FALSE(machine.touched_tables(0)); // an assumption may still cut it
  machine.count_execution();
  CHECK(machine.touched_tables(0));
  CHECK_FALSE(machine.touched_tables(1));
}
