// SPDX-License-Identifier: GPL-2.0-only
// Runs a schedule on a machine and writes down what each step did, for people and for
// replay_trace(). Entry point: record().
#pragma once

#include "checker/trace/source_text.hpp"
#include "checker/trace/trace.hpp"

#include <vector>

namespace walkcheck::replay {

// The machine is at depth 0, and is left there. Trace::scenario and Trace::inputs are for the
// caller to fill in. Throws std::logic_error where the schedule cannot be run.
trace::Trace record(machine::Machine& machine, const std::vector<trace::Choice>& schedule,
                    trace::Violation violation, const trace::SourceText& text);

} // namespace walkcheck::replay
