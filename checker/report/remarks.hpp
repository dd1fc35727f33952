// SPDX-License-Identifier: GPL-2.0-only
// What is said of a counterexample besides its steps, in every form of it. Empty where there is
// nothing to say.
#pragma once

#include "checker/trace/trace.hpp"

#include <string>

namespace walkcheck::report {

// "with a = 0x1000; so it is for every input with a != b"
std::string inputs_of(const trace::Trace& trace);

// Why there is no shorter one to show.
std::string why_shortest(const trace::Trace& trace);

// "1 step", "2 context switches", "3 properties"
std::string plural(std::uint64_t count, const std::string& noun);
// "17 executions", "1 execution, 2 cut by an assumption"
std::string count_of(std::uint64_t executions, std::uint64_t cut);

} // namespace walkcheck::report
