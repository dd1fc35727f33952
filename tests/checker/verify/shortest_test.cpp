// SPDX-License-Identifier: GPL-2.0-only
// The counterexample that is shown against the shortest one of all interleavings. That one is found
// by a search that knows nothing of happens-before, only of whole states, with context switches and
// steps in rising order.
#include "catch.hpp"
#include "sanitized.hpp"

#include "checker/property/built_in.hpp"
#include "checker/replay/counterexample.hpp"
#include "checker/replay/replay_trace.hpp"
#include "checker/trace/json.hpp"
#include "checker/verify/verify.hpp"
#include "model/scenario/variants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <set>

using namespace walkcheck;

namespace {

namespace fs = std::filesystem;

const fs::path kSource = WALKCHECK_SOURCE_DIR;

constexpr std::size_t kStates = kSanitized ? 1'000 : 20'000;
constexpr std::size_t kCompared = kSanitized ? 4 : 60;
constexpr const char* kOfTheSquare =
    kSanitized ? "square.toml[W2,*,*,T3]" : "square.toml[*,*,*,T3]";

using Cost = std::pair<std::size_t, std::size_t>; // switches, steps

class Search {
public:
  Search(machine::Machine& machine, std::string property)
      : machine_(machine), property_(std::move(property)) {}

  // Nothing if there are too many states.
  std::optional<Cost> run() {
    std::map<Cost, std::vector<Schedule>> open{{{0, 0}, {{}}}};
    std::set<std::pair<machine::CpuId, std::string>> seen;
    std::optional<Cost> best;
    while (!open.empty() && (!best || open.begin()->first < *best)) {
      const Cost cost = open.begin()->first;
      const std::vector<Schedule> schedules = std::move(open.begin()->second);
      open.erase(open.begin());
      for (const Schedule& schedule : schedules) {
        go_to(schedule);
        const machine::CpuId last = last_cpu(schedule);
        if (!seen.emplace(last, machine_.state()).second) continue;
        if (seen.size() > kStates) return std::nullopt;
        for (const trace::Choice& choice : choices()) {
          // A CPU does not continue with something that happens by itself.
          const bool own = choice.actor == 0;
          const bool switched = own && last != machine::kMaxCpus && choice.cpu != last;
          const Cost next{cost.first + (switched ? 1 : 0), cost.second + 1};
          const auto result = machine_.step(trace::thread_of(machine_, choice), choice.alternative);
          if (is_violated(result.findings)) best = std::min(best.value_or(next), next);
          machine_.undo();
          Schedule longer = schedule;
          longer.push_back(choice);
          open[next].push_back(std::move(longer));
        }
      }
    }
    go_to({});
    return best;
  }

private:
  using Schedule = std::vector<trace::Choice>;

  // None if nobody has taken a step.
  static machine::CpuId last_cpu(const Schedule& schedule) {
    for (std::size_t i = schedule.size(); i-- > 0;)
      if (schedule[i].actor == 0) return schedule[i].cpu;
    return machine::kMaxCpus;
  }

  void go_to(const Schedule& schedule) {
    while (machine_.depth() > 0)
      machine_.undo();
    for (const trace::Choice& choice : schedule)
      machine_.step(trace::thread_of(machine_, choice), choice.alternative);
  }

  std::vector<trace::Choice> choices() const {
    std::vector<trace::Choice> result;
    for (machine::ThreadId thread = 0; thread < machine_.threads(); ++thread)
      if (machine_.status(thread) == machine::CpuStatus::Ready)
        for (std::uint32_t index = 0; index < machine_.alternatives(thread); ++index)
          result.push_back({machine_.cpu_of(thread), machine_.alternative(thread, index),
                            machine_.actor_of(thread)});
    return result;
  }

  bool is_violated(std::span<const machine::Finding> findings) {
    return std::ranges::count(replay::judge(machine_, findings), property_,
                              &trace::Violation::property) > 0;
  }

  machine::Machine& machine_;
  std::string property_;
};

void check_round_trip(const scenario::Scenario& scenario, const trace::Trace& recorded,
                      const scenario::BuildOptions& options) {
  const trace::Trace read = trace::from_json(trace::to_text(recorded), "t.json");
  CHECK(read == recorded);
  const trace::Replay replay = replay::replay_trace(scenario, read, options);
  CHECK_FALSE(replay.departure);
  CHECK(trace::to_text(replay.now) == trace::to_text(recorded));
}

} // namespace

TEST_CASE("no interleaving is shorter than the counterexample that is shown") {
  scenario::SharedPrograms programs;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(kSource / "examples"))
    if (entry.path().extension() == ".toml")
      files.push_back(entry.path().filename() == "square.toml" ? kSource / "examples" / kOfTheSquare
                                                               : entry.path());
  std::ranges::sort(files);
  std::vector<fs::path> paths;
  for (const fs::path& file : files)
    std::ranges::copy(scenario::variants_of(file), std::back_inserter(paths));
  std::size_t compared = 0;
  for (std::size_t i = 0; i < paths.size(); i += kSanitized ? 4 : 1) {
    const fs::path& path = paths[i];
    const scenario::Scenario scenario =
        scenario::read_scenario(path, {kSource / "specs", property::names()});
    if (!scenario.expectation || scenario.expectation->verdict != "VIOLATED" ||
        std::ranges::any_of(scenario.cpus,
                            [](const auto& cpu) { return !cpu.source.slices.empty(); }))
      continue;
    INFO(path.filename().string());
    verify::Options options;
    options.build = {kSource / "specs", nullptr, &programs};
    const verdict::Result result = verify::verify(scenario, options);
    REQUIRE(result.counterexample);
    check_round_trip(scenario, *result.counterexample, options.build);
    if (scenario::is_open(scenario)) continue;
    const trace::Length& shown = result.counterexample->length;
    machine::Machine machine(scenario::build(scenario, options.build));
    // Which accesses are steps depends on what anybody writes. A search that ends early does not
    // see all of that.
    machine.expect_written(result.counterexample->written);
    const auto truth = Search(machine, result.counterexample->violation.property).run();
    if (!truth) continue;
    ++compared;
    CHECK(shown.least);
    CAPTURE(shown.switches, shown.steps, truth->first, truth->second);
    CHECK(Cost(shown.switches, shown.steps) == *truth);
  }
  std::cout << fmt::format("{} counterexamples compared\n", compared);
  CHECK(compared >= kCompared);
}
