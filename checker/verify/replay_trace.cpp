// SPDX-License-Identifier: GPL-2.0-only
#include "checker/verify/replay_trace.hpp"

#include "checker/verify/counterexample.hpp"

namespace walkcheck::verify {

trace::Replay replay_trace(const scenario::Scenario& scenario, const trace::Trace& recorded,
                           const scenario::BuildOptions& options) {
  machine::Machine machine(scenario::build(scenario, options));
  const Sources sources(scenario, machine.setup(), options);
  return trace::replay(machine, recorded, sources.hashes(), sources, judge);
}

} // namespace walkcheck::verify
