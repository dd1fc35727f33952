// SPDX-License-Identifier: GPL-2.0-only
#include "checker/verify/counterexample.hpp"

#include "checker/trace/canonical.hpp"
#include "checker/trace/readable.hpp"
#include "checker/trace/record.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace walkcheck::verify {
namespace {

trace::Violation violation_of(const property::Failure& failure) {
  return {std::string(failure.property->name), std::string(failure.property->claim), failure.reason,
          failure.cpu};
}

} // namespace

std::vector<trace::Violation> judge(const machine::Machine& machine,
                                    std::span<const machine::Finding> findings) {
  std::vector<trace::Violation> violations;
  for (const machine::Finding& finding : findings)
    if (auto failure = property::judge(machine, finding)) {
      if (const std::string place = place_of(machine, finding.cpu, finding.debug); !place.empty())
        failure->reason += fmt::format(" ({})", place);
      violations.push_back(violation_of(*failure));
    }
  if (const auto failure = property::judge_end(machine))
    violations.push_back(violation_of(*failure));
  return violations;
}

trace::Trace record_counterexample(const scenario::Scenario& scenario, machine::Machine& machine,
                                   const Counterexample& example, const Sources& sources) {
  const trace::Canonical readable = trace::canonical(
      example.events.size(), [&](std::size_t event) { return example.events[event]; },
      [&](std::size_t first, std::size_t second) -> bool { return example.before[second][first]; },
      example.targets);
  trace::Trace trace =
      trace::record(machine, readable.schedule, violation_of(example.failure), sources);
  trace.scenario = trace::readable(scenario.path.filename().string());
  trace.inputs = sources.hashes();

  const trace::Replay again = trace::replay(machine, trace, sources.hashes(), sources, judge);
  if (again.departure)
    throw std::logic_error(fmt::format("the counterexample to {} does not replay: step {}: {} "
                                       "instead of {}",
                                       trace.violation.property, again.departure->step,
                                       again.departure->actual, again.departure->expected));
  // Named as the replay saw it: in another order pages may have been allocated as others.
  trace.violation = again.now.violation;
  return trace;
}

} // namespace walkcheck::verify
