// SPDX-License-Identifier: GPL-2.0-only
// Runs a recorded trace again, on its scenario as the files are now. Entry point: replay_trace().
#pragma once

#include "checker/replay/run_again.hpp"
#include "model/scenario/build.hpp"
#include "model/scenario/scenario.hpp"

namespace walkcheck::replay {

// The scenario with the alternatives and input values that the trace was recorded with. Throws
// InputError.
scenario::Scenario as_recorded(const scenario::Scenario& scenario, const trace::Trace& recorded);

// Throws InputError where the scenario cannot be built.
trace::Replay replay_trace(const scenario::Scenario& scenario, const trace::Trace& recorded,
                           const scenario::BuildOptions& options);

} // namespace walkcheck::replay
