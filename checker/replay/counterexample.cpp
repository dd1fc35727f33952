// SPDX-License-Identifier: GPL-2.0-only
#include "checker/replay/counterexample.hpp"

#include "checker/property/built_in.hpp"
#include "checker/property/deadlock.hpp"
#include "checker/replay/record.hpp"
#include "checker/replay/run_again.hpp"
#include "checker/trace/readable.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace walkcheck::replay {
namespace {

trace::Violation violation_of(const machine::Machine& machine, const property::Failure& failure) {
  return {failure.property, property::claim_of(machine, failure.property), failure.reason,
          failure.cpu};
}

} // namespace

std::vector<trace::Violation> judge(machine::Machine& machine,
                                    std::span<const machine::Finding> findings) {
  std::vector<trace::Violation> violations;
  for (const machine::Finding& finding : findings)
    if (const auto failure = property::judge(machine, finding))
      violations.push_back(violation_of(machine, *failure));
  if (const auto failure = property::judge_end(machine))
    violations.push_back(violation_of(machine, *failure));
  if (machine.have_all_finished())
    for (const machine::Finding& finding : machine.at_end())
      if (const auto failure = property::judge(machine, finding))
        violations.push_back(violation_of(machine, *failure));
  return violations;
}

trace::Trace record_counterexample(const scenario::Scenario& scenario, machine::Machine& machine,
                                   const search::Counterexample& example, const Sources& sources) {
  trace::Trace trace =
      record(machine, example.schedule, violation_of(machine, example.failure), sources);
  trace.scenario = trace::readable(scenario.path.filename().string());
  trace.inputs = sources.hashes();

  const trace::Replay again = run_again(machine, trace, sources.hashes(), sources, judge);
  if (again.departure)
    throw std::logic_error(fmt::format("the counterexample to {} departs at step {}",
                                       trace.violation.property, again.departure->step));
  trace.violation = again.now.violation;
  trace.length = {example.switches, example.schedule.size(), 0, example.least};
  return trace;
}

} // namespace walkcheck::replay
