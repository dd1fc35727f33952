// SPDX-License-Identifier: GPL-2.0-only
// Runs the tree's scenarios, and all variants of templates, through all engines. Where the plain
// search over all interleavings finishes, the reduction has to agree with it on everything that is
// reported. In the suite the plain search is limited to a number of interleavings, so that the same
// scenarios are compared on every machine; `[.long]` and `[.square]` give it 20 seconds for each.
#include "catch.hpp"
#include "sanitized.hpp"

#include "checker/property/built_in.hpp"
#include "checker/trace/json.hpp"
#include "checker/verify/verify.hpp"
#include "model/scenario/variants.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <condition_variable>
#include <iostream>
#include <thread>

using namespace walkcheck;
using verdict::Result;

namespace {

namespace fs = std::filesystem;

const fs::path kSource = WALKCHECK_SOURCE_DIR;

// With sanitizers, which are slow, only the smallest of some are compared.
constexpr std::uint64_t kInterleavings = kSanitized ? 60 : 600;
constexpr std::size_t kEvery = kSanitized ? 4 : 1;
constexpr std::size_t kCompared = kSanitized ? 2 : 23;

std::vector<fs::path> scenarios_in(const fs::path& folder) {
  std::vector<fs::path> scenarios;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".toml") scenarios.push_back(entry.path());
  std::ranges::sort(scenarios);
  return scenarios;
}

// Everything that a report says about a result; for the counterexample, every byte.
std::string said_by(const Result& result) {
  std::string text = fmt::format("verdict {}, {} executions\n", static_cast<int>(result.verdict),
                                 result.executions);
  for (const verdict::PropertyResult& property : result.properties)
    text += fmt::format("{} {}\n", property.name, static_cast<int>(property.status));
  for (const verdict::CoverResult& cover : result.covers)
    text += fmt::format("{} {}\n", cover.name, cover.reached);
  for (const trace::ListedExecution& execution : result.listed) {
    for (const trace::ListedExecution::Run& run : execution.runs)
      text += fmt::format("{} {} ", run.cpu, run.steps);
    for (const trace::ListedExecution::End& end : execution.ends)
      text += fmt::format("{} {} {:#x} ", end.cpu, static_cast<int>(end.status),
                          end.returned.value_or(0));
    text += '\n';
  }
  if (result.counterexample) text += trace::to_text(*result.counterexample);
  return text;
}

// The same of an engine that knows of no executions.
std::string said_but_executions(Result result) {
  result.executions = 0;
  result.listed.clear();
  if (result.counterexample) result.counterexample->length = {};
  return said_by(result);
}

// Sets the flag after some time, unless it is destroyed before.
class Deadline {
public:
  Deadline(std::atomic<bool>& flag, std::chrono::seconds time)
      : timer_([&flag, time](std::stop_token stop) {
          std::mutex mutex;
          std::unique_lock lock(mutex);
          std::condition_variable_any().wait_for(lock, stop, time, [] { return false; });
          if (!stop.stop_requested()) flag = true;
        }) {}

private:
  std::jthread timer_;
};

struct Given {
  std::uint64_t interleavings = UINT64_MAX;
  std::chrono::seconds time = std::chrono::hours(1);
};

class Comparison {
public:
  explicit Comparison(Given given) : given_(given) {}

  void compare(const fs::path& path) {
    for (const fs::path& variant : scenario::variants_of(path)) {
      const scenario::Scenario scenario =
          scenario::read_scenario(variant, {kSource / "specs", property::names()});
      if (std::ranges::any_of(scenario.cpus,
                              [](const scenario::Cpu& cpu) { return !cpu.source.slices.empty(); }))
        continue; // it needs a kernel tree, which may be missing; its walks are also among the
                  // specs
      // Each of its executions is at least one interleaving.
      if (scenario.expectation &&
          scenario.expectation->executions.value_or(0) > given_.interleavings) {
        ++unfinished_;
        continue;
      }
      // It has dozens of classes, and the solver would be asked twice for each.
      if (std::ranges::count_if(scenario.inputs, [](const scenario::Input& input) {
            return input.kind != scenario::Input::Kind::Fixed;
          }) > 3)
        continue;
      compare(variant, scenario);
    }
  }

  std::size_t compared() const { return compared_; }
  std::size_t unfinished() const { return unfinished_; }

private:
  void compare(const fs::path& path, const scenario::Scenario& scenario) {
    std::atomic<bool> late = false;
    verify::Options options;
    options.build = {kSource / "specs", nullptr, &programs_};
    options.engine = search::Engine::Exhaustive;
    options.list = true;
    options.max_executions = given_.interleavings;
    options.interrupted = &late;
    std::optional<Result> all;
    {
      const Deadline deadline(late, given_.time);
      all = verify::verify(scenario, options);
    }
    // If a search was cut off, no property is known to hold, even one that was seen to fail
    // elsewhere.
    if (all->verdict == verdict::Verdict::Inconclusive ||
        std::ranges::count(all->properties, verdict::PropertyResult::Status::Unchecked,
                           &verdict::PropertyResult::status) > 0) {
      ++unfinished_;
      return;
    }
    options.engine = search::Engine::Dpor;
    options.max_executions = UINT64_MAX;
    options.interrupted = nullptr;
    INFO(path.filename().string());
    CHECK(said_by(verify::verify(scenario, options)) == said_by(*all));
    options.engine = search::Engine::States;
    options.list = false;
    CHECK(said_but_executions(verify::verify(scenario, options)) == said_but_executions(*all));
    ++compared_;
  }

  Given given_;
  scenario::SharedPrograms programs_;
  std::size_t compared_ = 0;
  std::size_t unfinished_ = 0;
};

} // namespace

TEST_CASE("the reduction agrees with the search over all interleavings on the tree's scenarios") {
  Comparison comparison({.interleavings = kInterleavings});
  for (const char* folder : {"examples", "tests/bench"}) {
    const std::vector<fs::path> scenarios = scenarios_in(kSource / folder);
    for (std::size_t i = 0; i < scenarios.size(); i += kEvery)
      comparison.compare(scenarios[i].filename() == "square.toml"
                             ? scenarios[i].parent_path() / "square.toml[*,*,*,T1]"
                             : scenarios[i]);
  }
  // The small ones are the walks against mutators that free no table, and the small programs of the
  // literature. A fault has more interleavings.
  CHECK(comparison.compared() >= kCompared);
}

TEST_CASE("the same with 20 seconds for each scenario", "[.long]") {
  Comparison comparison({.time = std::chrono::seconds(20)});
  for (const char* folder : {"examples", "tests/bench"})
    for (const fs::path& scenario : scenarios_in(kSource / folder))
      if (scenario.filename() != "square.toml") comparison.compare(scenario);
  std::cout << fmt::format("{} scenarios compared, {} not finished\n", comparison.compared(),
                           comparison.unfinished());
  CHECK(comparison.compared() >= 60);
}

TEST_CASE("the same with 20 seconds for each of the square", "[.square]") {
  Comparison comparison({.time = std::chrono::seconds(20)});
  comparison.compare(kSource / "examples" / "square.toml");
  std::cout << fmt::format("{} scenarios compared, {} not finished\n", comparison.compared(),
                           comparison.unfinished());
  CHECK(comparison.compared() >= 200);
}
