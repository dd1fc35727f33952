// SPDX-License-Identifier: GPL-2.0-only
// What a person reads for an address or a word, and the notes of steps that wait or free.
#include "catch.hpp"

#include "checker/trace/record.hpp"
#include "checker/trace/shown.hpp"
#include "checker/trace/tables.hpp"
#include "model/program/builder.hpp"
#include "model/word/bits.hpp"
#include "model/word/describe.hpp"

using namespace walkcheck;
using machine::FrameState;
using machine::Machine;
using program::Builder;
using program::Primitive;
using trace::Choice;
using trace::Tables;

namespace {

class NoText final : public trace::SourceText {
public:
  std::string line(const std::string&, std::uint32_t) const override { return ""; }
};

machine::Setup setup_with(std::vector<machine::InitialFrame> frames,
                          std::vector<program::Program> programs = {}) {
  machine::Setup setup;
  if (programs.empty()) {
    Builder idle("idle");
    idle.invoke(Primitive::Fence);
    programs.push_back(idle.finish());
  }
  for (program::Program& program : programs)
    setup.cpus.push_back({"cpu" + std::to_string(setup.cpus.size()), std::move(program), {}});
  setup.frames = std::move(frames);
  return setup;
}

std::uint64_t entry(std::uint64_t frame, std::uint64_t index) {
  return (frame << 12) + 8 * index;
}

constexpr std::uint64_t kPgd = 0x1000, kPud = 0x1001, kPmd = 0x1002, kPte = 0x1003, kP4d = 0x1004,
                        kPage = 0x10000, kHuge = 0x20000;

std::vector<machine::InitialFrame> tables_of_hva() {
  return {
      {kPgd, FrameState::LiveTable, "PGD"},        {kPud, FrameState::LiveTable, "PUD of hva"},
      {kPmd, FrameState::LiveTable, "PMD of hva"}, {kPte, FrameState::LiveTable, "PTE of hva"},
      {kPage, FrameState::Data, "4K page of hva"}, {kHuge, FrameState::Data, "2M page of other"}};
}

} // namespace

TEST_CASE("an entry is named by its table, index and owner") {
  const machine::Setup setup = setup_with(tables_of_hva());
  const Machine machine(setup);
  const Tables tables(setup);
  CHECK(tables.object(machine, entry(kPmd, 3)) == "PMD[3] of hva");
  CHECK(tables.object(machine, entry(kPgd, 511)) == "PGD[511]");
  CHECK(tables.object(machine, entry(kPmd, 0)) == "PMD[0] of hva");
  CHECK(tables.object(machine, entry(kPmd, 0) + 4) == "PMD of hva + 0x4");
  CHECK(tables.object(machine, entry(kPage, 2)) == "4K page of hva + 0x10");
  CHECK(tables.object(machine, 0) == "frame 0x0");
  CHECK(tables.object(machine, 8) == "frame 0x0 + 0x8");
}

TEST_CASE("a word is decoded at the level of its table") {
  const machine::Setup setup = setup_with(tables_of_hva());
  const Machine machine(setup);
  const Tables tables(setup);
  const auto decoded = [&](std::uint64_t frame, std::uint64_t word) {
    return tables.decoded(machine, entry(frame, 1), word);
  };
  CHECK(decoded(kPgd, word::make_table(kPud)) == "table (PUD of hva)");
  CHECK(decoded(kPmd, word::make_table(kPte)) == "table (PTE)");
  CHECK(decoded(kPmd, 0) == "none");
  CHECK(decoded(kPmd, word::kAccessed) == "none"); // pmd_none() does not count A and D
  CHECK(decoded(kPmd, word::make_leaf(kHuge, word::Level::k2M)) == "2M leaf (2M page of other)");
  CHECK(decoded(kPmd, word::make_leaf(kHuge, word::Level::k2M) & ~word::kPresent)
            .starts_with("2M leaf, mid-split"));
  // Bit 7 is PAT in a PTE, and no leaf mark.
  CHECK(decoded(kPte, word::make_leaf(kPage, word::Level::k4K) | word::kPse) == "4K page of hva");
  CHECK(decoded(kPte, word::make_leaf(kPage, word::Level::k4K)) == "4K page of hva");
  CHECK(decoded(kPage, 12345) == "0x3039");
  CHECK(decoded(kPage, 17) == "17");
}

TEST_CASE("with five levels the PGD's words link P4D tables") {
  std::vector<machine::InitialFrame> frames = tables_of_hva();
  frames.push_back({kP4d, FrameState::LiveTable, "P4D of hva"});
  const machine::Setup setup = setup_with(std::move(frames));
  const Machine machine(setup);
  Tables tables(setup);
  const std::uint64_t fresh = 0x200000;
  tables.linked(entry(kPgd, 1), word::make_table(fresh));
  // A new P4D: its word with PSE is no leaf, as there are no 512G pages.
  CHECK(tables.decoded(machine, entry(fresh, 0), word::make_table(kPud) | word::kPse)
            .starts_with("table"));
}

TEST_CASE("a new table has a level from when it is linked") {
  const machine::Setup setup = setup_with(tables_of_hva());
  const Machine machine(setup);
  Tables tables(setup);
  const std::uint64_t fresh = 0x200000;
  const std::uint64_t leaf = word::make_leaf(kHuge, word::Level::k2M);
  CHECK(tables.decoded(machine, entry(fresh, 0), leaf).starts_with("0x"));
  tables.linked(entry(kPud, 7), leaf & ~word::kPse); // a PMD table's link
  tables.linked(entry(kPud, 7), word::make_table(fresh));
  CHECK(tables.decoded(machine, entry(fresh, 0), leaf).starts_with("2M leaf"));
  // A PTE links a page, and never a table.
  tables.linked(entry(kPte, 0), word::make_table(fresh + 1));
  CHECK(tables.decoded(machine, entry(fresh + 1, 0), leaf).starts_with("0x"));
}

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
  const trace::Trace trace = trace::record(machine, schedule, {}, NoText());
  REQUIRE(trace.steps.size() == 7);
  CHECK(trace.steps[0].operation == "irq_disable");
  CHECK(trace.steps[0].note == "IRQs off");
  CHECK(trace.steps[1].operation == "free table by RCU");
  CHECK(trace.steps[1].object == "PTE of hva");
  CHECK(trace.steps[1].note == "freed after readers: cpu0");
  CHECK(trace.steps[2].operation == "IPI to all");
  CHECK(trace.steps[2].note == "waits for IRQs on: cpu0");
  CHECK(trace.steps[3].note == "IRQs on; PTE of hva is freed");
  CHECK(trace.steps[3].freed == std::vector<std::uint64_t>{kPte});
  CHECK(trace.steps[4].operation == "takes IPI");
  CHECK(trace.steps[4].note == "of cpu1");
  CHECK(trace.steps[4].choice.cpu == 0);
  CHECK(trace.steps[4].where.empty());
  CHECK(trace.steps[5].operation == "IPI wait");
  CHECK(trace.steps[6].operation == "free table");
  CHECK(trace.steps[6].object == "PMD of hva");
  CHECK(trace.steps[6].note.empty());
  CHECK(trace.steps[6].freed == std::vector<std::uint64_t>{kPmd});
  // It happens by itself, and is no switch.
  CHECK(trace::switches(trace.steps) == 3);
}

TEST_CASE("where each CPU of a deadlock stands, and what it waits for") {
  // Two locks in two orders.
  const auto locker = [](const char* first, const char* second) {
    Builder builder("locker");
    builder.invoke(Primitive::SpinLock, {builder.global(first)});
    builder.invoke(Primitive::SpinLock, {builder.global(second)});
    return builder.finish();
  };
  Machine machine(setup_with({}, {locker("a", "b"), locker("b", "a")}));
  const trace::Trace trace = trace::record(machine, {{0, 0}, {1, 0}}, {}, NoText());
  REQUIRE(trace.waiting.size() == 2);
  CHECK(trace.waiting[0].cpu == 0);
  CHECK(trace.waiting[0].what == "waits for b, held by cpu1");
  CHECK(trace.waiting[1].what == "waits for a, held by cpu0");
  REQUIRE(trace.waiting[0].where.size() == 1);
  CHECK(trace.waiting[0].where[0].line == 2);
  // With someone ready, nobody is in a deadlock.
  CHECK(trace::record(machine, {{0, 0}}, {}, NoText()).waiting.empty());

  Builder twice("twice");
  twice.invoke(Primitive::SpinLock, {twice.global("a")});
  twice.invoke(Primitive::SpinLock, {twice.global("a")});
  Machine alone(setup_with({}, {twice.finish()}));
  const trace::Trace itself = trace::record(alone, {{0, 0}}, {}, NoText());
  REQUIRE(itself.waiting.size() == 1);
  CHECK(itself.waiting[0].what == "waits for a, held by itself");
}

TEST_CASE("the line that is shown is the innermost that is no vocabulary") {
  const std::vector<program::SourceLocation> chain{{"kernel/compiler.h", 3, 1, "read_once"},
                                                   {"mutators/unmap.h", 20, 1, "zap_ptes"},
                                                   {"mutators/munmap.c", 40, 1, "munmap"}};
  REQUIRE(trace::shown(chain) != nullptr);
  CHECK(trace::shown(chain)->function == "zap_ptes");
  CHECK(trace::shown({chain[0]})->function == "read_once");
  CHECK(trace::shown({}) == nullptr);
  // A kernel tree has a kernel/ folder too.
  CHECK_FALSE(trace::is_vocabulary("kernel/events/core.c"));
}
