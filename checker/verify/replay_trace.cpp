// SPDX-License-Identifier: GPL-2.0-only
#include "checker/verify/replay_trace.hpp"

#include "checker/verify/counterexample.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace walkcheck::verify {

namespace {

// The member of the scenario that the trace is of.
scenario::Scenario with_values(const scenario::Scenario& scenario, const trace::Trace& recorded) {
  const auto refuse = [&](std::string cause) {
    throw InputError(Diagnostic{recorded.scenario, 0, 0, std::move(cause),
                                "replay the trace against the scenario that it is of"});
  };
  std::vector<std::uint64_t> values;
  std::size_t open = 0;
  for (const scenario::Input& input : scenario.inputs) {
    values.push_back(input.value);
    if (input.kind == scenario::Input::Kind::Fixed) continue;
    const auto known = std::ranges::find(recorded.values, input.name, &trace::InputValue::name);
    if (known == recorded.values.end())
      refuse(fmt::format("the trace has no value for the input '{}'", input.name));
    else
      values.back() = known->value;
    ++open;
  }
  if (open != recorded.values.size())
    refuse("the trace has values for inputs that are not open in the scenario");
  if (open != 0 && !scenario::fulfils(scenario, values))
    refuse("the trace's values are none that the scenario's inputs stand for");
  return scenario::with_inputs(scenario, values);
}

} // namespace

trace::Replay replay_trace(const scenario::Scenario& scenario, const trace::Trace& recorded,
                           const scenario::BuildOptions& options) {
  machine::Machine machine(scenario::build(with_values(scenario, recorded), options));
  const Sources sources(scenario, machine.setup(), options);
  trace::Replay replay = trace::replay(machine, recorded, sources.hashes(), sources, judge);
  replay.now.values = recorded.values;
  replay.now.holds_for = recorded.holds_for;
  return replay;
}

} // namespace walkcheck::verify
