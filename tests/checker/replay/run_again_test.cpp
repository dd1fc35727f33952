// SPDX-License-Identifier: GPL-2.0-only
// record() and run_again() on real machines. The walker reads a word and goes to the table that it
// names; the mutator clears the word and frees that table.
#include "catch.hpp"

#include "checker/replay/record.hpp"
#include "checker/replay/run_again.hpp"
#include "model/program/builder.hpp"
#include "model/word/bits.hpp"
#include "model/word/describe.hpp"

using namespace walkcheck;
using machine::FrameState;
using machine::Machine;
using machine::StepKind;
using trace::ChangedInput;
using Kind = trace::Departure::Kind;
using program::Builder;
using program::Primitive;
using trace::Choice;
using trace::Trace;

namespace {

constexpr std::uint64_t kPmdFrame = 0x2000, kPteFrame = 0x2001;
constexpr std::uint64_t kPmdWord = kPmdFrame << 12, kPteTable = kPteFrame << 12;

class Lines final : public trace::SourceText {
public:
  std::string line(const std::string& file, std::uint32_t line) const override {
    return "\t" + file + " line " + std::to_string(line) + ";";
  }
};

struct Variant {
  std::uint64_t stored = 0;
  bool frees = true;
  bool extra_step = false;
  std::string mutator = "munmap";
};

machine::Setup setup_of(const Variant& variant) {
  Builder walker("walker");
  const auto word = walker.load(Builder::constant(kPmdWord));
  walker.load(walker.binary(program::BinaryOp::And, word, Builder::constant(word::kPfnMask)));

  Builder mutator("mutator");
  if (variant.extra_step) mutator.load(Builder::constant(kPmdWord));
  mutator.store(Builder::constant(kPmdWord), Builder::constant(variant.stored));
  if (variant.frees) mutator.invoke(Primitive::FreeTable, {Builder::constant(kPteTable)});

  machine::Setup setup;
  setup.cpus = {{"vCPU", walker.finish(), {}}, {variant.mutator, mutator.finish(), {}}};
  setup.frames = {{kPmdFrame, FrameState::LiveTable, "PMD of hva", 2, "hva"},
                  {kPteFrame, FrameState::LiveTable, "PTE of hva", 1, "hva"}};
  setup.words = {{kPmdWord, word::make_table(kPteFrame)}};
  return setup;
}

// What a search would have learnt: the word and the table's frame change.
const std::vector<machine::Cell> kWritten{{machine::Cell::Kind::Word, kPmdWord},
                                          {machine::Cell::Kind::Frame, kPteFrame}};

const std::vector<Choice> kRace{{0, 0}, {1, 0}, {1, 0}, {0, 0}};

trace::Violation freed_table() {
  return {"no_freed_table", "claim", "reason", 0};
}

std::vector<trace::Violation> judge(const Machine&, std::span<const machine::Finding> findings) {
  for (const machine::Finding& finding : findings)
    if (finding.kind == machine::FindingKind::FreedTable) return {freed_table()};
  return {};
}

Trace recorded_race() {
  Machine machine(setup_of({}));
  machine.expect_written(kWritten);
  Trace trace = replay::record(machine, kRace, freed_table(), Lines());
  trace.inputs = {{"a.c", "1"}, {"b.c", "2"}};
  return trace;
}

trace::Replay replayed(const Variant& variant, const Trace& trace,
                       const std::vector<trace::FileHash>& inputs) {
  Machine machine(setup_of(variant)); // a new one, which has not explored anything
  trace::Replay result = replay::run_again(machine, trace, inputs, Lines(), judge);
  CHECK(machine.depth() == 0);
  return result;
}

} // namespace

TEST_CASE("a recorded step says who, what, where, and the word before and after") {
  Machine machine(setup_of({}));
  machine.expect_written(kWritten);
  const Trace trace = replay::record(machine, kRace, freed_table(), Lines());
  CHECK(machine.depth() == 0);
  CHECK(trace.cpus == std::vector<std::string>{"vCPU", "munmap"});
  CHECK(trace.written == kWritten);
  REQUIRE(trace.steps.size() == 4);

  const trace::Step& read = trace.steps[0];
  CHECK(read.kind == StepKind::Load);
  CHECK(read.object.address == kPmdWord);
  CHECK(read.level == word::Level::k2M);
  CHECK(read.page == FrameState::LiveTable);
  CHECK(read.before == word::make_table(kPteFrame));
  CHECK(read.before == read.after);
  REQUIRE(read.where.at() != nullptr);
  CHECK(read.where.source ==
        read.where.at()->file + " line " + std::to_string(read.where.at()->line) + ";");

  const trace::Step& clear = trace.steps[1];
  CHECK(clear.kind == StepKind::Store);
  CHECK(clear.before == read.after);
  CHECK(clear.after == 0U);

  const trace::Step& free = trace.steps[2];
  CHECK(free.kind == StepKind::FreeTable);
  CHECK(free.object.address == kPteTable);
  CHECK(free.freed == std::vector{kPteFrame});
  CHECK_FALSE(free.before);

  CHECK(trace.steps[3].object.address == kPteTable);
  CHECK(trace.steps[3].page == FrameState::FreedTable);
  REQUIRE(trace.frames.size() == 2);
  CHECK(trace.frames[1].name == "PTE of hva");
}

TEST_CASE("a schedule that cannot be run is a bug, not a trace") {
  Machine machine(setup_of({}));
  machine.expect_written(kWritten);
  const std::vector<Choice> too_long{{0, 0}, {0, 0}, {0, 0}, {0, 0}};
  CHECK_THROWS_AS(replay::record(machine, too_long, {}, Lines()), std::logic_error);
  Machine other(setup_of({}));
  CHECK_THROWS_AS(replay::record(other, {{0, 5}}, {}, Lines()), std::logic_error);
}

TEST_CASE("a trace replays on a machine that has explored nothing") {
  const Trace trace = recorded_race();
  const trace::Replay result = replayed({}, trace, trace.inputs);
  CHECK_FALSE(result.departure);
  CHECK(result.changed.empty());
  CHECK(result.now == trace);
}

TEST_CASE("a file that changed without changing what happens is said, and is no departure") {
  const Trace trace = recorded_race();
  const trace::Replay result = replayed({}, trace, {{"a.c", "1"}, {"b.c", "3"}, {"c.c", "4"}});
  CHECK_FALSE(result.departure);
  REQUIRE(result.changed.size() == 2);
  CHECK(result.changed[0].name == "b.c");
  CHECK(result.changed[0].how == ChangedInput::How::HasChanged);
  CHECK(result.changed[1].name == "c.c");
  CHECK(result.changed[1].how == ChangedInput::How::IsNew);
  const trace::Replay less = replayed({}, trace, {{"a.c", "1"}});
  REQUIRE(less.changed.size() == 1);
  CHECK(less.changed[0].name == "b.c");
  CHECK(less.changed[0].how == ChangedInput::How::IsUnused);
}

TEST_CASE("another value is a departure at its step") {
  const Trace trace = recorded_race();
  Variant variant;
  variant.stored = word::make_leaf(0x300, word::Level::k2M);
  const trace::Replay result = replayed(variant, trace, {{"a.c", "1"}, {"b.c", "3"}});
  REQUIRE(result.departure);
  CHECK(result.departure->step == 2);
  CHECK(result.departure->kind == Kind::OtherEffect);
  REQUIRE(result.departure->actual);
  CHECK(result.departure->actual->after == 0x3000e7U);
  CHECK(result.now.steps.size() == 1);
}

TEST_CASE("another step, a CPU with no step left, and no violation are departures") {
  const Trace trace = recorded_race();
  Variant extra;
  extra.extra_step = true;
  const trace::Replay inserted = replayed(extra, trace, trace.inputs);
  REQUIRE(inserted.departure);
  CHECK(inserted.departure->step == 2);
  CHECK(inserted.departure->kind == Kind::OtherEffect);
  REQUIRE(inserted.departure->actual);
  CHECK(inserted.departure->actual->kind == StepKind::Load);

  Variant keeps;
  keeps.frees = false;
  const trace::Replay shorter = replayed(keeps, trace, trace.inputs);
  REQUIRE(shorter.departure);
  CHECK(shorter.departure->step == 3);
  CHECK(shorter.departure->kind == Kind::CannotStep);
  CHECK(shorter.departure->status == machine::CpuStatus::Finished);

  Trace early = trace;
  early.steps.pop_back();
  const trace::Replay harmless = replayed({}, early, trace.inputs);
  REQUIRE(harmless.departure);
  CHECK(harmless.departure->step == 4);
  CHECK(harmless.departure->kind == Kind::NotViolated);
  CHECK(harmless.departure->violations.empty());
}

TEST_CASE("other CPUs, another alternative, and a word that was not written are departures") {
  const Trace trace = recorded_race();
  Variant renamed;
  renamed.mutator = "collapse";
  const trace::Replay other = replayed(renamed, trace, trace.inputs);
  REQUIRE(other.departure);
  CHECK(other.departure->kind == Kind::OtherCpus);

  Trace choosy = trace;
  choosy.steps[1].choice.alternative = 2;
  const trace::Replay fewer = replayed({}, choosy, trace.inputs);
  REQUIRE(fewer.departure);
  CHECK(fewer.departure->step == 2);
  CHECK(fewer.departure->kind == Kind::CannotStep);
  CHECK(fewer.departure->status == machine::CpuStatus::Ready);

  // If no word is known to be written, the walker's loads are not steps.
  Trace forgetful = trace;
  forgetful.written.clear();
  CHECK(replayed({}, forgetful, trace.inputs).departure);
}
