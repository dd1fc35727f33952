// SPDX-License-Identifier: GPL-2.0-only
#include "checker/verify/settle.hpp"

#include "checker/verify/vacuity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace walkcheck::verify {
namespace {

using Status = PropertyResult::Status;

std::vector<std::string> incomplete_because(const Explored& explored, const Options& options) {
  const Found& collected = explored.collected;
  std::vector<std::string> reasons;
  switch (explored.summary.outcome) {
  case explore::Outcome::Complete: break;
  case explore::Outcome::Limited:
    reasons.push_back(fmt::format("stopped at the limit of {} executions: raise --max-executions",
                                  options.max_executions));
    break;
  case explore::Outcome::Stopped:
    reasons.push_back(collected.was_interrupted
                          ? interruption(options) + ": only what was explored until then is covered"
                          : "stopped at the first violation: --first");
    break;
  }
  reasons.insert(reasons.end(), collected.bounds.begin(), collected.bounds.end());
  for (const auto& [cpu, function, place] : collected.opaque_values)
    reasons.push_back(fmt::format("{} goes by the result of {}(), which nothing defines{}: define "
                                  "it in the spec",
                                  cpu, function, place.empty() ? "" : " (" + place + ")"));
  return reasons;
}

// What the scenario asks for comes first, invariants foremost.
std::vector<std::string> property_names(const scenario::Scenario& scenario) {
  std::vector<std::string> names;
  for (const scenario::Invariant& invariant : scenario.invariants)
    names.push_back(invariant.name);
  if (scenario.checks)
    for (const scenario::Named& check : *scenario.checks)
      names.push_back(check.name);
  // Faults are always on, asked for or not.
  for (const std::string& name : property::names())
    names.push_back(name);
  return names;
}

std::vector<PropertyResult> properties(const scenario::Scenario& scenario,
                                       const machine::Machine& machine, const Explored& explored,
                                       Status otherwise, const std::string& why_otherwise) {
  std::vector<PropertyResult> results;
  std::set<std::string> named;
  for (const std::string& name : property_names(scenario)) {
    if (!named.insert(name).second) continue;
    const auto example = explored.collected.counterexamples.find(name);
    const bool violated = example != explored.collected.counterexamples.end();
    results.push_back({name, property::claim_of(machine, name),
                       violated ? Status::Violated : otherwise,
                       violated ? example->second.failure.reason : why_otherwise});
  }
  return results;
}

bool was_gone_by(const Found& collected, const std::string& cpu, const std::string& function) {
  return std::ranges::any_of(collected.opaque_values, [&](const Found::OpaqueValue& value) {
    return value.cpu == cpu && value.function == function;
  });
}

std::vector<OpaqueFunction> opaque(const machine::Machine& machine, const Found& collected) {
  std::set<OpaqueFunction> functions;
  for (const machine::CpuSetup& cpu : machine.setup().cpus)
    for (const std::string& function : cpu.program.opaque)
      if (!was_gone_by(collected, cpu.name, function))
        functions.insert({function, cpu.program.name});
  for (const machine::InvariantSetup& invariant : machine.setup().invariants)
    for (const std::string& function : invariant.program.opaque)
      if (!was_gone_by(collected, invariant.name, function))
        functions.insert({function, invariant.program.name});
  return {functions.begin(), functions.end()};
}

std::vector<Note> notes_of(const machine::Machine& machine, const Found& found) {
  std::vector<Note> notes = never_come_to(machine, found);
  for (Note& note : cannot_fail_here(machine, found))
    notes.push_back(std::move(note));
  return notes;
}

} // namespace

Result settle(const scenario::Scenario& scenario, const machine::Machine& machine,
              const Explored& explored, const Options& options) {
  Result result;
  result.scenario = scenario.path.filename().string();
  result.title = scenario.title;
  result.cut = explored.collected.cut;
  result.executions = explored.summary.executions - result.cut;
  result.blocked = explored.summary.blocked;
  result.steps = explored.summary.steps;
  for (const scenario::Named& cover : scenario.covers)
    result.covers.push_back({cover.name, explored.collected.covered.contains(cover.name)});
  result.opaque = opaque(machine, explored.collected);

  result.reasons = incomplete_because(explored, options);
  const bool complete = result.reasons.empty();
  const std::vector<std::string> vacuous = vacuous_because(scenario, machine, explored.collected);
  if (complete) result.notes = notes_of(machine, explored.collected);
  Status otherwise = complete ? Status::Holds : Status::Unchecked;
  std::string why = complete ? "" : "the exploration is not complete";
  if (!explored.collected.counterexamples.empty()) {
    result.verdict = Verdict::Violated;
  } else if (!complete) {
    result.verdict = Verdict::Inconclusive;
  } else if (!vacuous.empty()) {
    result.verdict = Verdict::Vacuous;
    result.reasons = vacuous;
    otherwise = Status::Unchecked;
    why = "the scenario is vacuous";
  } else {
    result.verdict = Verdict::Holds;
  }
  result.properties = properties(scenario, machine, explored, otherwise, why);
  return result;
}

void note_length(Result& result) {
  if (!result.counterexample) return;
  trace::Length& length = result.counterexample->length;
  length.executions = result.executions + result.cut; // all were compared
  length.least = length.least && result.reasons.empty();
}

const Counterexample* shown_counterexample(const Result& result, const Found& collected) {
  for (const PropertyResult& property : result.properties) {
    const auto found = collected.counterexamples.find(property.name);
    if (found != collected.counterexamples.end()) return &found->second;
  }
  return nullptr;
}

} // namespace walkcheck::verify
