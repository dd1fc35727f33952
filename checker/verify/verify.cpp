// SPDX-License-Identifier: GPL-2.0-only
#include "checker/verify/verify.hpp"

#include "checker/verify/classes.hpp"
#include "checker/verify/counterexample.hpp"
#include "checker/verify/executions.hpp"
#include "checker/verify/explore.hpp"
#include "checker/verify/settle.hpp"

#include <fmt/format.h>

namespace walkcheck::verify {
namespace {

Result interrupted_before(const scenario::Scenario& scenario, const Options& options) {
  Result result;
  result.scenario = scenario.path.filename().string();
  result.title = scenario.title;
  result.verdict = Verdict::Inconclusive;
  result.reasons.push_back(interruption(options) + " before it was explored");
  return result;
}

Result run_fixed(const scenario::Scenario& scenario, const Options& options) {
  machine::Machine machine(scenario::build(scenario, options.build));
  if (is_interrupted(options)) return interrupted_before(scenario, options);
  const Explored explored = explore(machine, options);
  Result result = settle(scenario, machine, explored, options);
  result.listed = list_executions(machine, explored.collected.schedules);
  if (const Counterexample* example = shown_counterexample(result, explored.collected)) {
    const Sources sources(scenario, machine.setup(), options.build);
    result.counterexample = record_counterexample(scenario, machine, *example, sources);
    note_length(result);
  }
  return result;
}

Result run(const scenario::Scenario& scenario, const Options& options) {
  return scenario::is_open(scenario) ? verify_classes(scenario, options)
                                     : run_fixed(scenario, options);
}

} // namespace

Result bad_input(const std::filesystem::path& scenario, std::vector<Diagnostic> diagnostics) {
  Result result;
  result.scenario = scenario.filename().string();
  result.verdict = Verdict::BadInput;
  result.diagnostics = std::move(diagnostics);
  return result;
}

bool is_interrupted(const Options& options) {
  return options.interrupted != nullptr && options.interrupted->load();
}

std::string interruption(const Options& options) {
  if (options.timed_out == nullptr || !options.timed_out->load()) return "interrupted";
  return fmt::format("stopped at the time limit of {} s (--time-limit)",
                     options.time_limit.value_or(0));
}

Result verify(const scenario::Scenario& scenario, const Options& options) {
  if (is_interrupted(options)) return interrupted_before(scenario, options);
  try {
    return run(scenario, options);
  } catch (const std::exception& error) {
    // Tools are stopped too: that one failed is then no fault of the spec.
    if (is_interrupted(options)) return interrupted_before(scenario, options);
    const auto* rejected = dynamic_cast<const InputError*>(&error);
    if (rejected == nullptr) throw;
    Result result = bad_input(scenario.path, rejected->diagnostics());
    result.title = scenario.title;
    return result;
  }
}

} // namespace walkcheck::verify
