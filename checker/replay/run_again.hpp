// SPDX-License-Identifier: GPL-2.0-only
// Runs a recorded trace again and compares step by step. Steps are the same if they did the same
// (operation, object, address, words, pages freed, who is waited for), wherever their lines now
// are: a comment added to a spec does not make a trace depart, though its file's hash has changed.
// Entry point: run_again().
#pragma once

#include "checker/trace/departure.hpp"
#include "checker/trace/source_text.hpp"

#include <functional>
#include <span>
#include <vector>

namespace walkcheck::replay {

// Says what is violated after the last step. It gets that step's findings, and also the machine: a
// deadlock, for one, is no finding of a step but is seen in the state. It leaves the state as it
// is.
using Judge = std::function<std::vector<trace::Violation>(
    machine::Machine& machine, std::span<const machine::Finding> findings)>;

// The machine is at depth 0, and is left there. `inputs` are today's hashes.
trace::Replay run_again(machine::Machine& machine, const trace::Trace& recorded,
                        const std::vector<trace::FileHash>& inputs, const trace::SourceText& text,
                        const Judge& judge);

} // namespace walkcheck::replay
