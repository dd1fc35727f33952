// SPDX-License-Identifier: GPL-2.0-only
#include "checker/verdict/settle.hpp"

#include "checker/property/built_in.hpp"
#include "checker/verdict/incomplete.hpp"
#include "checker/verdict/vacuity.hpp"

#include <algorithm>
#include <set>

namespace walkcheck::verdict {
namespace {

using Status = PropertyResult::Status;

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
                                       const machine::Machine& machine,
                                       const search::Explored& explored, Status otherwise,
                                       const std::string& why_otherwise) {
  std::vector<PropertyResult> results;
  std::set<std::string> named;
  for (const std::string& name : property_names(scenario)) {
    if (!named.insert(name).second) continue;
    const auto example = explored.found.counterexamples.find(name);
    const bool violated = example != explored.found.counterexamples.end();
    results.push_back({name, property::claim_of(machine, name),
                       violated ? Status::Violated : otherwise,
                       violated ? example->second.failure.reason : why_otherwise});
  }
  return results;
}

bool was_gone_by(const search::Found& found, const std::string& cpu, const std::string& function) {
  return std::ranges::any_of(found.bounds, [&](const search::Bound& bound) {
    return bound.kind == search::Bound::Kind::OpaqueValue && bound.who == cpu &&
           bound.what == function;
  });
}

std::vector<OpaqueFunction> opaque(const machine::Machine& machine, const search::Found& found) {
  std::set<OpaqueFunction> functions;
  for (const machine::CpuSetup& cpu : machine.setup().cpus)
    for (const std::string& function : cpu.program.opaque)
      if (!was_gone_by(found, cpu.name, function)) functions.insert({function, cpu.program.name});
  for (const machine::InvariantSetup& invariant : machine.setup().invariants)
    for (const std::string& function : invariant.program.opaque)
      if (!was_gone_by(found, invariant.name, function))
        functions.insert({function, invariant.program.name});
  return {functions.begin(), functions.end()};
}

// What was assumed of the text of several CPUs is said once.
std::vector<std::string> assumed_of(const machine::Machine& machine) {
  std::set<std::string> assumed;
  for (const machine::CpuSetup& cpu : machine.setup().cpus)
    assumed.insert(cpu.program.assumed.begin(), cpu.program.assumed.end());
  return {assumed.begin(), assumed.end()};
}

std::vector<Note> notes_of(const machine::Machine& machine, const Deeds& deeds) {
  std::vector<Note> notes = never_come_to(machine, deeds);
  for (Note& note : cannot_fail_here(machine, deeds))
    notes.push_back(std::move(note));
  return notes;
}

} // namespace

Result settle(const scenario::Scenario& scenario, const machine::Machine& machine,
              const search::Explored& explored, const Deeds& deeds,
              const search::Options& options) {
  Result result;
  result.scenario = scenario.path.filename().string();
  result.title = scenario.title;
  result.cut = explored.found.cut;
  result.executions = explored.summary.executions - result.cut;
  result.blocked = explored.summary.blocked;
  result.steps = explored.summary.steps;
  result.states = explored.summary.states;
  result.alone = explored.alone;
  for (const scenario::Named& cover : scenario.covers)
    result.covers.push_back({cover.name, deeds.covered.contains(cover.name)});
  result.opaque = opaque(machine, explored.found);

  result.reasons = incomplete_because(explored, options);
  for (std::string& reason : assumed_of(machine))
    result.reasons.push_back(std::move(reason));
  const bool complete = result.reasons.empty();
  const std::vector<std::string> vacuous =
      vacuous_because(scenario, machine, explored.found, deeds);
  if (complete) result.notes = notes_of(machine, deeds);
  Status otherwise = complete ? Status::Holds : Status::Unchecked;
  std::string why = complete ? "" : "the exploration is not complete";
  if (!explored.found.counterexamples.empty()) {
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

const search::Counterexample* shown_counterexample(const Result& result,
                                                   const search::Found& found) {
  for (const PropertyResult& property : result.properties) {
    const auto example = found.counterexamples.find(property.name);
    if (example != found.counterexamples.end()) return &example->second;
  }
  return nullptr;
}

} // namespace walkcheck::verdict
