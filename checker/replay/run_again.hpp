// SPDX-License-Identifier: GPL-2.0-only
// Runs a recorded trace again and compares step by step. What a step did decides (operation,
// object, address, words, pages freed, who is waited for), not where its line now stands: a
// comment added to a spec does not make a trace depart, though its file's hash has changed.
#pragma once

#include "checker/trace/departure.hpp"
#include "checker/trace/source_text.hpp"

#include <functional>
#include <span>
#include <vector>

namespace walkcheck::replay {

// Called with the machine after the last step, and that step's findings: what is violated there.
// Findings are of one CPU's step; a deadlock, for one, is seen in the machine's state, which is
// left as it is.
using Judge = std::function<std::vector<trace::Violation>(
    machine::Machine& machine, std::span<const machine::Finding> findings)>;

// The machine is at depth 0, and is left there. `inputs` are today's hashes.
trace::Replay run_again(machine::Machine& machine, const trace::Trace& recorded,
                        const std::vector<trace::FileHash>& inputs, const trace::SourceText& text,
                        const Judge& judge);

} // namespace walkcheck::replay
