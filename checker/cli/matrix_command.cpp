// SPDX-License-Identifier: GPL-2.0-only
// walkcheck matrix: every variant of a template, as a table of verdicts.
#include "checker/cli/commands.hpp"
#include "checker/cli/exit_code.hpp"
#include "checker/cli/interrupt.hpp"
#include "checker/cli/scenario_jobs.hpp"
#include "checker/report/lanes.hpp"
#include "checker/report/matrix.hpp"
#include "checker/verdict/expectation.hpp"
#include "model/scenario/file_text.hpp"
#include "model/scenario/variants.hpp"

#include <iostream>

namespace walkcheck::cli {
namespace {

std::filesystem::path square_of(const MatrixCommand& command) {
  if (command.scenario) return *command.scenario;
  return specs_for(command.sources, std::filesystem::current_path() / "scenario.toml")
             .parent_path() /
         "examples" / "square.toml";
}

// If some variant cannot be read, the template is rejected as a whole: the same errors are in many
// variants.
void check(const std::vector<Job>& jobs) {
  for (const Job& job : jobs) {
    if (!job.scenario) throw InputError(job.diagnostics);
    if (job.scenario->variant.empty())
      throw InputError(Diagnostic{scenario::shown_path(job.path), 0, 0,
                                  "it has no [[vary]]: there is nothing to make a table of",
                                  "use verify for a plain scenario"});
  }
}

// Even without --expected, an argument must not be shown beside a verdict that it does not argue
// for.
std::vector<std::string> differences(const verdict::Result& result,
                                     const scenario::Scenario& scenario) {
  if (result.verdict == verdict::Verdict::Unexpected || !scenario.expectation) return {};
  return verdict::differences_from_expectation(result, *scenario.expectation);
}

} // namespace

int run(const MatrixCommand& command) {
  std::atomic<bool>& interrupted = watch_for_interrupt();
  const TimeLimit limit(command.time_limit, interrupted);
  const std::filesystem::path path = square_of(command);
  const std::vector<Job> jobs = read_jobs(command.sources, {path});
  check(jobs);
  const auto tree = open_tree(command.sources, interrupted);

  std::vector<report::MatrixCell> cells;
  SearchSettings how;
  how.options.cover = command.covering.solver;
  how.options.check_classes = command.covering.check;
  how.options.time_limit = command.time_limit;
  how.threads = command.jobs;
  how.compare = command.expected;
  how.progress = command.progress;
  explore_all(jobs, how, {tree.get(), interrupted, limit.reached()}, [&](verdict::Result result) {
    const scenario::Scenario& scenario = *jobs[cells.size()].scenario;
    result.counterexample.reset();
    std::vector<std::string> differ = differences(result, scenario);
    cells.push_back({scenario.variant, scenario.expectation, scenario.because, std::move(result),
                     std::move(differ)});
  });
  std::cout << report::matrix(scenario::split_variant(path).file.filename().string(), cells,
                              report::kLanesWidth);
  std::vector<verdict::Result> results;
  for (report::MatrixCell& cell : cells)
    results.push_back(std::move(cell.result));
  return exit_code(results, command.expected);
}

} // namespace walkcheck::cli
