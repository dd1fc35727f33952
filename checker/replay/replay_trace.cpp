// SPDX-License-Identifier: GPL-2.0-only
#include "checker/replay/replay_trace.hpp"

#include "checker/replay/counterexample.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace walkcheck::replay {

namespace {

[[noreturn]] void refuse(const trace::Trace& recorded, std::string cause) {
  throw InputError(Diagnostic{recorded.scenario, 0, 0, std::move(cause),
                              "replay the trace with the scenario that it was recorded from"});
}

// The scenario with the alternatives that the trace was recorded with.
const scenario::Scenario& member_of(const scenario::Scenario& scenario,
                                    const trace::Trace& recorded) {
  const auto is_chosen = [&](const scenario::Scenario& member) {
    return std::ranges::equal(member.chosen, recorded.chosen,
                              [](const scenario::AxisValue& is, const trace::InputChoice& was) {
                                return is.axis == was.name && is.value == was.choice;
                              });
  };
  if (scenario.members.empty() && recorded.chosen.empty()) return scenario;
  const auto member = std::ranges::find_if(scenario.members, is_chosen);
  if (member == scenario.members.end())
    refuse(recorded, "the scenario's inputs do not allow the trace's choices");
  return *member;
}

// The same with the input values that the trace was recorded with.
scenario::Scenario with_values(const scenario::Scenario& scenario, const trace::Trace& recorded) {
  std::vector<std::uint64_t> values;
  std::size_t open = 0;
  for (const scenario::Input& input : scenario.inputs) {
    values.push_back(input.value);
    if (input.kind == scenario::Input::Kind::Fixed) continue;
    const auto known = std::ranges::find(recorded.values, input.name, &trace::InputValue::name);
    if (known == recorded.values.end())
      refuse(recorded, fmt::format("the trace has no value for the input '{}'", input.name));
    else
      values.back() = known->value;
    ++open;
  }
  if (open != recorded.values.size())
    refuse(recorded, "the trace has values for inputs that are not open in the scenario");
  if (open != 0 && !scenario::fulfils(scenario, values))
    refuse(recorded, "the scenario's inputs do not allow the trace's values");
  return scenario::with_inputs(scenario, values);
}

} // namespace

scenario::Scenario as_recorded(const scenario::Scenario& scenario, const trace::Trace& recorded) {
  return with_values(member_of(scenario, recorded), recorded);
}

trace::Replay replay_trace(const scenario::Scenario& scenario, const trace::Trace& recorded,
                           const scenario::BuildOptions& options) {
  const scenario::Scenario member = as_recorded(scenario, recorded);
  machine::Machine machine(scenario::build(member, options));
  const Sources sources(member, machine.setup(), options);
  trace::Replay replay = run_again(machine, recorded, sources.hashes(), sources, judge);
  replay.now.chosen = recorded.chosen;
  replay.now.values = recorded.values;
  replay.now.holds_for = recorded.holds_for;
  if (!replay.departure) replay.now.length = recorded.length;
  return replay;
}

} // namespace walkcheck::replay
