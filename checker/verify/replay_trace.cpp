// SPDX-License-Identifier: GPL-2.0-only
#include "checker/verify/replay_trace.hpp"

#include "checker/verify/counterexample.hpp"

#include <algorithm>

namespace walkcheck::verify {

namespace {

// The member of the scenario that the trace is of.
scenario::Scenario with_values(const scenario::Scenario& scenario, const trace::Trace& recorded) {
  std::vector<std::uint64_t> values;
  for (const scenario::Input& input : scenario.inputs) {
    const auto known = std::ranges::find(recorded.values, input.name, &trace::InputValue::name);
    values.push_back(known == recorded.values.end() ? input.value : known->value);
  }
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
