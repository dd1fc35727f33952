// SPDX-License-Identifier: GPL-2.0-only
// Makes a trace of a counterexample: records it, and runs it once more to check that it does break
// its property. Entry point: record_counterexample().
#pragma once

#include "checker/replay/run_again.hpp"
#include "checker/replay/sources.hpp"
#include "checker/search/collector.hpp"
#include "checker/trace/trace.hpp"

namespace walkcheck::replay {

// The machine is at depth 0, and is left there. Throws std::logic_error where the trace does not
// do what the exploration saw.
trace::Trace record_counterexample(const scenario::Scenario& scenario, machine::Machine& machine,
                                   const search::Counterexample& example, const Sources& sources);

// The properties violated at the end of a trace; for run_again().
std::vector<trace::Violation> judge(machine::Machine& machine,
                                    std::span<const machine::Finding> findings);

} // namespace walkcheck::replay
