// SPDX-License-Identifier: GPL-2.0-only
// The DPOR engine against the oracle on random toy models, and on shapes with known counts.
#include "catch.hpp"
#include "sanitized.hpp"
#include "toy_model.hpp"

#include "checker/explore/dpor.hpp"
#include "checker/explore/exhaustive.hpp"

#include <algorithm>
#include <random>
#include <set>
#include <sstream>

using namespace walkcheck::explore;
using toy::Op;
using toy::Program;

namespace {

struct Explored {
  Summary summary;
  std::multiset<std::string> traces;
  std::set<toy::State> finals;
};

struct Collector {
  toy::Model& model;
  Explored& outcome;
  void on_step(const Execution&, const toy::Model::Step&) {}
  bool should_stop() const { return false; }
  bool on_execution(const Execution& execution) {
    outcome.traces.insert(trace_key(execution, model.threads()));
    outcome.finals.insert(model.state());
    return outcome.traces.size() < 200000;
  }
};

Explored by_dpor(const Program& program) {
  toy::Model model(program);
  Explored outcome;
  Collector collector{model, outcome};
  outcome.summary = explore_dpor(model, collector);
  return outcome;
}

Explored by_oracle(const Program& program, std::uint64_t interleavings) {
  toy::Model model(program);
  Explored outcome;
  Collector collector{model, outcome};
  outcome.summary = explore_exhaustive(model, collector, {interleavings});
  return outcome;
}

bool is_complete(const Explored& explored) {
  return explored.summary.outcome == walkcheck::explore::Outcome::Complete;
}

struct Model {
  Program program;
  Explored truth;
};

// Makes the longest thread shorter by one instruction until the oracle can finish, so that no
// program is skipped because it is too large.
Model fitting(Program program, std::uint64_t interleavings) {
  for (;;) {
    Explored truth = by_oracle(program, interleavings);
    if (is_complete(truth)) return {std::move(program), std::move(truth)};
    std::ranges::max_element(program, {}, &toy::Thread::size)->pop_back();
  }
}

// What is wrong with the reduction on this program; empty if nothing is.
std::string complaint(const Program& program, const Explored& truth) {
  Explored reduced;
  try {
    reduced = by_dpor(program);
  } catch (const std::exception& error) {
    return error.what();
  }
  std::ostringstream out;
  if (reduced.summary.blocked != 0)
    out << reduced.summary.blocked << " executions were sleep-set blocked; ";
  if (reduced.traces != truth.traces) {
    const std::set<std::string> distinct(reduced.traces.begin(), reduced.traces.end());
    out << "explored " << reduced.traces.size() << " executions of " << distinct.size()
        << " traces, there are " << truth.traces.size() << "; ";
  }
  if (reduced.finals != truth.finals)
    out << reduced.finals.size() << " final states, there are " << truth.finals.size() << "; ";
  return out.str();
}

// Nobody may write the last variable.
constexpr int kMeetingVariables = toy::kVariables - 1;

class Random {
public:
  explicit Random(std::uint32_t seed) : engine_(seed) {}
  int below(int n) { return static_cast<int>(engine_() % static_cast<std::uint32_t>(n)); }

private:
  std::mt19937 engine_;
};

// Each program draws from only a few operations, variables and locks, so that they meet.
struct Theme {
  std::vector<Op> operations;
  int variables, locks;
};

Theme random_theme(Random& random) {
  Theme theme{{}, 1 + random.below(kMeetingVariables), 1 + random.below(toy::kLocks)};
  const int count = 2 + random.below(5);
  for (int i = 0; i < count; ++i) {
    const auto op = static_cast<Op>(random.below(20));
    theme.operations.push_back(op == Op::Wait ? Op::Send : op); // a Wait always comes with its Send
  }
  return theme;
}

toy::Instruction random_instruction(Random& random, const Theme& theme) {
  const auto kinds = static_cast<int>(theme.operations.size());
  const Op op = theme.operations[static_cast<std::size_t>(random.below(kinds))];
  switch (op) {
  case Op::Read:
  case Op::Write:
  case Op::Add:
  case Op::Cas: return {op, random.below(theme.variables), random.below(3)};
  case Op::Lock:
  case Op::QueueLock:
  case Op::SharePast:
  case Op::LockShared:
  case Op::TryLock:
  case Op::Unlock:
  case Op::Downgrade: return {op, random.below(theme.locks), 0};
  case Op::Choose: return {op, 0, 2 + random.below(2)};
  case Op::SkipIf: return {op, 1 + random.below(2), random.below(3)};
  case Op::Defer: return {op, random.below(theme.variables), 0};
  case Op::Until: return {op, random.below(theme.variables), random.below(3)};
  case Op::UntilEither: return {op, random.below(kMeetingVariables), random.below(3)};
  case Op::SectionOn:
  case Op::SectionOff:
  case Op::Send:
  case Op::Wait: return {op, 0, 0};
  }
  return {};
}

// Mostly sequences that make sense: a Wait follows its Send, a lock is released.
Program random_program(Random& random) {
  const Theme theme = random_theme(random);
  const int threads = 2 + random.below(3);
  const int length = threads == 2 ? 6 : threads == 3 ? 4 : 3;
  Program program(static_cast<std::size_t>(threads));
  for (toy::Thread& thread : program) {
    const int wanted = 1 + random.below(length);
    while (static_cast<int>(thread.size()) < wanted) {
      const toy::Instruction next = random_instruction(random, theme);
      thread.push_back(next);
      if (next.op == Op::Send) thread.push_back({Op::Wait});
      const bool locks = next.op == Op::QueueLock || next.op == Op::SharePast ||
                         next.op == Op::Lock || next.op == Op::LockShared || next.op == Op::TryLock;
      if (locks && random.below(3) != 0) {
        thread.push_back(random_instruction(random, theme));
        if (thread.back().op == Op::Send) thread.pop_back();
        thread.push_back({Op::Unlock, next.a});
      } else if (next.op == Op::SectionOn && random.below(3) != 0) {
        thread.push_back({Op::Read, random.below(kMeetingVariables)});
        thread.push_back({Op::SectionOff});
      }
    }
  }
  return program;
}

// Drops instructions as long as something is still wrong.
Program shrunk(Program program, std::uint64_t interleavings) {
  for (bool smaller = true; smaller;) {
    smaller = false;
    for (std::size_t t = 0; t < program.size() && !smaller; ++t)
      for (std::size_t i = 0; i < program[t].size() && !smaller; ++i) {
        Program candidate = program;
        candidate[t].erase(candidate[t].begin() + static_cast<std::ptrdiff_t>(i));
        const Explored truth = by_oracle(candidate, interleavings);
        if (!is_complete(truth) || complaint(candidate, truth).empty()) continue;
        program = candidate;
        smaller = true;
      }
  }
  return program;
}

void compare_random_models(std::uint32_t first_seed, std::uint32_t models,
                           std::uint64_t interleavings) {
  for (std::uint32_t seed = first_seed; seed < first_seed + models; ++seed) {
    Random random(seed);
    const auto [program, truth] = fitting(random_program(random), interleavings);
    const std::string wrong = complaint(program, truth);
    if (wrong.empty()) continue;
    const Program small = shrunk(program, interleavings);
    std::ostringstream text;
    text << small;
    FAIL("seed " << seed << ": " << complaint(small, by_oracle(small, interleavings)) << "\n"
                 << text.str());
  }
  SUCCEED(models << " models from seed " << first_seed << ", each compared");
}

std::uint64_t executions(const Program& program) {
  const Explored outcome = by_dpor(program);
  CHECK(outcome.summary.blocked == 0);
  return outcome.summary.executions;
}

// The first thread begins with this many reads of a variable that nobody writes.
Program padded(Program program, std::size_t reads) {
  program[0].insert(program[0].begin(), reads, {Op::Read, kMeetingVariables});
  return program;
}

struct LengthOfFirst {
  std::size_t length = 0;
  void on_step(const Execution&, const toy::Model::Step&) {}
  bool should_stop() const { return false; }
  bool on_execution(const Execution& execution) {
    length = execution.size();
    return false;
  }
};

std::size_t length_of_first(const Program& program) {
  toy::Model model(program);
  LengthOfFirst listener;
  explore_dpor(model, listener);
  return listener.length;
}

} // namespace

TEST_CASE("random toy models: each trace once, none twice, none in vain") {
  compare_random_models(20220, kSanitized ? 600 : 6000, 1000);
}

TEST_CASE("more and larger random toy models", "[.long]") {
  compare_random_models(1000000, 60000, 60000);
}

// Rows grow with executions, even during a search in which a later execution is longer than the
// first. This must not change what is explored.
TEST_CASE("executions that do not fit into a row of events") {
  constexpr std::uint64_t kInterleavings = 1000;
  for (std::uint32_t seed = 777; seed < 777 + (kSanitized ? 60 : 500); ++seed) {
    INFO("seed " << seed);
    Random random(seed);
    const Program program = fitting(random_program(random), kInterleavings).program;
    const Explored expected = by_dpor(program);
    const std::size_t length = length_of_first(program);
    for (const std::size_t row : {64U, 128U, 256U}) {
      const Explored actual = by_dpor(padded(program, row - length - seed % 3));
      REQUIRE(actual.summary.blocked == 0);
      REQUIRE(actual.summary.executions == expected.summary.executions);
      REQUIRE(std::set(actual.traces.begin(), actual.traces.end()).size() == actual.traces.size());
      REQUIRE(actual.finals.size() == expected.finals.size());
    }
  }
}

// Counts that follow from an argument, or are in the literature on optimal DPOR.
TEST_CASE("known numbers of traces") {
  // Each reader comes before or after the one write.
  Program readers(4, {{Op::Read, 0}});
  readers[0] = {{Op::Write, 0, 1}};
  CHECK(executions(readers) == 8);
  // Every order of the additions.
  CHECK(executions(Program(4, {{Op::Add, 0, 1}})) == 24);
  // Thread i exchanges i - 1 for i: exchanges that fail commute.
  Program casrot;
  const std::vector<std::uint64_t> expected{2, 5, 14};
  casrot.push_back({{Op::Cas, 0, 0}});
  for (int i = 1; i < 4; ++i) {
    casrot.push_back({{Op::Cas, 0, i}});
    CHECK(executions(casrot) == expected[static_cast<std::size_t>(i) - 1]);
  }
  // Two threads that each take a lock five times: the ways to merge five and five.
  toy::Thread loop;
  for (int i = 0; i < 5; ++i)
    loop.insert(loop.end(), {{Op::Lock}, {Op::Add, 0, 1}, {Op::Unlock}});
  CHECK(executions({loop, loop}) == 252);
}

// There are two holders that never release. For an exclusive acquirer to go first, it is not enough
// to leave one of them out: both have to be.
TEST_CASE("an exclusive acquirer goes before several shared holders") {
  CHECK(executions({{{Op::LockShared}}, {{Op::LockShared}}, {{Op::Lock}}}) == 2);
}

TEST_CASE("a thread that stays blocked may still have gone first") {
  // The holder never releases: the other order is only found by trying the blocked step.
  const Program program = {{{Op::Lock}, {Op::Write, 0, 1}}, {{Op::Lock}, {Op::Write, 0, 2}}};
  CHECK(executions(program) == 2);
}

TEST_CASE("limits and listeners stop the search and leave the model at its start") {
  const Program program(4, {{Op::Add, 0, 1}});
  toy::Model model(program);
  const toy::State start = model.state();
  Explored outcome;
  Collector collector{model, outcome};
  CHECK(explore_dpor(model, collector, {23}).outcome == walkcheck::explore::Outcome::Limited);
  CHECK(model.state() == start);
  CHECK(explore_dpor(model, collector, {24}).outcome == walkcheck::explore::Outcome::Complete);
  CHECK(model.state() == start);
}

// A round that reads the same as the one before does not count. Of the values that a variable
// takes, the waiting thread sees the last one and any of the earlier ones.
TEST_CASE("a loop that waits reads once for each change that it sees") {
  const toy::Thread writes{{Op::Write, 0, 1}, {Op::Write, 0, 2}, {Op::Write, 0, 3}};
  CHECK(executions({{{Op::Until, 0, 3}}, writes}) == 8);
  // Two of them do not see each other.
  CHECK(executions({{{Op::Until, 0, 3}}, {{Op::Until, 0, 3}}, writes}) == 64);
  // Writing the same value again wakes nobody, unless another value was seen in between.
  CHECK(executions({{{Op::Until, 0, 2}}, {{Op::Write, 0, 0}, {Op::Write, 0, 2}}}) == 3);
  // It sees one of two words, in the first round or in the second.
  CHECK(executions({{{Op::UntilEither, 0, 1}}, {{Op::Write, 1, 1}}}) == 2);
}

TEST_CASE("a loop that waits for what nobody writes is blocked in every execution") {
  const Explored outcome = by_dpor({{{Op::Until, 0, 7}}, {{Op::Write, 0, 1}}});
  // It reads before or after the write; if before, it reads again after it.
  CHECK(outcome.summary.executions == 2);
  CHECK(outcome.summary.blocked == 0);
}

// A reader that takes the lock again while a writer is queued waits for the writer, and the writer
// for the reader.
TEST_CASE("a reader waits behind a queued writer") {
  const toy::Thread again{{Op::SharePast}, {Op::SharePast}, {Op::Unlock}, {Op::Unlock}};
  const toy::Thread writer{{Op::QueueLock}, {Op::Unlock}};
  // The writer queues before the first share, between the two, or after the second. In the last
  // case it gets the lock once both are released.
  CHECK(executions({again, writer}) == 3);
  // Two steps of each writer change the queue: the ways to merge two and two.
  CHECK(executions({writer, writer}) == 6);
}
