// SPDX-License-Identifier: GPL-2.0-only
// The loop over a CPU's instructions, from the completion of one visible operation to the next, and
// the instructions that are always local work: arithmetic, calls, loops. Entry point: run_on().
#pragma once

#include "model/machine/operation/run.hpp"

#include <cstdint>
#include <vector>

namespace walkcheck::machine {

// Runs on to the next visible operation, or to the CPU's end.
void run_on(Run& run);
void enter_function(LocalState& state, const program::Program& program, std::uint32_t function,
                    const std::vector<term::Value>& arguments, term::Terms& terms);

Flow run_binary(Run& run, const program::Binary& in);
Flow run_compare(Run& run, const program::Compare& in);
Flow run_cast(Run& run, const program::Cast& in);

Flow run_switch(Run& run, const program::Switch& in);
Flow run_call(Run& run, const program::Call& in);
Flow run_return(Run& run, const program::Return& in);
Flow run_loop_enter(Run& run, const program::LoopEnter& in);
Flow run_loop_again(Run& run, const program::LoopAgain& in);

} // namespace walkcheck::machine
