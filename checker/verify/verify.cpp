// SPDX-License-Identifier: GPL-2.0-only
#include "checker/verify/verify.hpp"

#include "checker/replay/counterexample.hpp"
#include "checker/replay/executions.hpp"
#include "checker/search/explore.hpp"
#include "checker/verdict/incomplete.hpp"
#include "checker/verdict/settle.hpp"
#include "checker/verify/classes.hpp"
#include "model/scenario/questions.hpp"

namespace walkcheck::verify {
namespace {

using search::is_interrupted;
using verdict::Result;
using verdict::Verdict;

Result interrupted_before(const scenario::Scenario& scenario, const Options& options) {
  Result result;
  result.scenario = scenario.path.filename().string();
  result.title = scenario.title;
  result.verdict = Verdict::Inconclusive;
  result.reasons.push_back(verdict::interruption(options) + " before it was explored");
  return result;
}

Result run_fixed(const scenario::Scenario& scenario, const Options& options) {
  machine::Machine machine(scenario::build(scenario, options.build));
  if (is_interrupted(options)) return interrupted_before(scenario, options);
  const search::Explored explored = search::explore(machine, options);
  Result result = verdict::settle(scenario, machine, explored, verdict::deeds_of(machine), options);
  result.listed = replay::list_executions(machine, explored.found.schedules);
  if (const auto* example = verdict::shown_counterexample(result, explored.found)) {
    const replay::Sources sources(scenario, machine.setup(), options.build);
    result.counterexample = replay::record_counterexample(scenario, machine, *example, sources);
    verdict::note_length(result);
  }
  return result;
}

Result run(const scenario::Scenario& written, const Options& given) {
  const scenario::Scenario scenario = scenario::with_questions(written, given.build);
  Options options = given;
  options.counts_executions |= scenario.expectation && scenario.expectation->executions;
  return scenario::is_open(scenario) ? verify_classes(scenario, options)
                                     : run_fixed(scenario, options);
}

} // namespace

verdict::Result bad_input(const std::filesystem::path& scenario,
                          std::vector<Diagnostic> diagnostics) {
  Result result;
  result.scenario = scenario.filename().string();
  result.verdict = Verdict::BadInput;
  result.diagnostics = std::move(diagnostics);
  return result;
}

verdict::Result verify(const scenario::Scenario& scenario, const Options& options) {
  if (is_interrupted(options)) return interrupted_before(scenario, options);
  try {
    return run(scenario, options);
  } catch (const std::exception& error) {
    // An interrupt stops tools too, so a tool that failed now is no fault of the spec.
    if (is_interrupted(options)) return interrupted_before(scenario, options);
    const auto* rejected = dynamic_cast<const InputError*>(&error);
    if (rejected == nullptr) throw;
    Result result = bad_input(scenario.path, rejected->diagnostics());
    result.title = scenario.title;
    return result;
  }
}

} // namespace walkcheck::verify
