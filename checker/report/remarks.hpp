// SPDX-License-Identifier: GPL-2.0-only
// What is said of a counterexample besides its steps, in every form of it: empty where there is
// nothing to say; and of a result besides its verdict.
#pragma once

#include "checker/trace/trace.hpp"
#include "checker/verdict/result.hpp"

#include <string>

namespace walkcheck::report {

// "with a = 0x1000; so it is for every input with a != b"
std::string inputs_of(const trace::Trace& trace);

// Why there is no shorter one to show.
std::string why_shortest(const trace::Trace& trace);

// "no execution comes to the claim of level_was_true at level_was_true.c:42"
std::string in_words(const verdict::Note& note);

// "1 step", "2 context switches", "3 properties"
std::string plural(std::uint64_t count, const std::string& noun);
// "17 executions", "1 execution, 2 cut by an assumption"
std::string count_of(std::uint64_t executions, std::uint64_t cut);

} // namespace walkcheck::report
