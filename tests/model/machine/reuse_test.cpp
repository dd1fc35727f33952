// SPDX-License-Identifier: GPL-2.0-only
// Pages that are reused: the choices of an allocation, and the contents of the page that it takes.
#include "catch.hpp"

#include "driver.hpp"

using namespace walkcheck;
using namespace walkcheck::machine;
using namespace walkcheck::machine::testing;

namespace {

using enum Primitive;

constexpr std::uint64_t kOther = 0x2003; // another live table

Setup with_tables(std::vector<program::Program> programs) {
  Setup setup = setup_of(std::move(programs));
  std::erase_if(setup.frames, [](const InitialFrame& frame) { return frame.number == kFreed; });
  setup.frames.push_back({kOther, FrameState::LiveTable, "other table"});
  setup.words = {{address_of(kTable) + 24, 7}};
  return setup;
}

program::Program freeing(const std::string& name, std::uint64_t frame) {
  Builder b(name);
  b.invoke(FreeTable, {at(address_of(frame))});
  return b.finish();
}

program::Program allocating(const std::string& name) {
  Builder b(name);
  const Operand table = b.invoke(AllocTable);
  b.store(b.global("word"), b.load(b.add(table, at(24))));
  b.ret(table);
  return b.finish();
}

// Takes the alternative with this number.
void take(Machine& machine, CpuId cpu, unsigned alternative) {
  REQUIRE(machine.has_alternative(cpu, alternative));
  step(machine, cpu, alternative);
}

std::vector<unsigned> ways(const Machine& machine, CpuId cpu) {
  std::vector<unsigned> ways;
  for (unsigned index = 0; index < machine.alternatives(cpu); ++index)
    ways.push_back(machine.alternative(cpu, index));
  return ways;
}

} // namespace

TEST_CASE(
    "an allocation takes a new page or any that is free, by numbers that are always the same") {
  Machine machine(
      with_tables({allocating("a"), freeing("b", kTable), freeing("c", kOther), allocating("d")}));
  learn(machine);
  CHECK(ways(machine, 0) == std::vector<unsigned>{0});
  step(machine, 2);
  const std::vector<unsigned> one = ways(machine, 0);
  REQUIRE(one.size() == 2);
  step(machine, 1);
  const std::vector<unsigned> both = ways(machine, 0);
  REQUIRE(both.size() == 3);
  CHECK(std::ranges::count(both, one[1]) == 1);
  take(machine, 0, one[1]);
  CHECK(machine.frame_state(kOther) == FrameState::LiveTable);
  CHECK(machine.frame_state(kTable) == FrameState::FreedTable);
  CHECK_FALSE(machine.has_alternative(3, one[1]));
  CHECK(machine.alternatives(3) == 2);
  machine.undo();
  CHECK(ways(machine, 0) == both);
}

TEST_CASE("what an allocation can choose from is in its footprint, whichever way it goes") {
  Machine machine(with_tables({allocating("a"), freeing("b", kTable), freeing("c", kOther)}));
  learn(machine);
  step(machine, 1);
  step(machine, 2);
  const std::vector<unsigned> all = ways(machine, 0);
  REQUIRE(all.size() == 3);
  for (const unsigned way : all) {
    const FootprintId footprint = machine.pending(0, way);
    CHECK_FALSE(machine.footprint(footprint).stable);
    for (const std::uint64_t frame : {kTable, kOther})
      CHECK((touches(machine, footprint, Cell::Kind::Frame, frame, AccessKind::Read) ||
             touches(machine, footprint, Cell::Kind::Frame, frame, AccessKind::Write)));
  }
}

TEST_CASE("a page that comes back is all zero") {
  Machine machine(with_tables({allocating("a"), freeing("b", kTable)}));
  learn(machine);
  const auto first_of = [&](unsigned index) {
    step(machine, 1);
    step(machine, 0, machine.alternative(0, index));
    run(machine, 0);
    const std::uint64_t page = machine.returned(0).value();
    CHECK(machine.word(page + 24) == 0);
    while (machine.depth() > 0)
      machine.undo();
    return page;
  };
  for (bool again = true; again;) { // the machine has to learn that the word changes
    try {
      CHECK(first_of(1) == address_of(kTable));
      again = false;
    } catch (const ConstantCellWritten&) {
    }
  }
  CHECK(first_of(0) != address_of(kTable));
  CHECK(machine.word(address_of(kTable) + 24) == 7);
}

TEST_CASE("where nobody allocates, and for a page that is not free, there is no choice") {
  Machine machine(with_tables({allocating("a"), allocating("b")}));
  learn(machine);
  CHECK(machine.alternatives(0) == 1);
  step(machine, 1);
  CHECK(machine.alternatives(0) == 1);
  CHECK(machine.footprint(machine.pending(0)).stable);
}
