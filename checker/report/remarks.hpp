// SPDX-License-Identifier: GPL-2.0-only
// Remarks in words: what every form of a counterexample says besides its steps, and what is said of
// a result besides its verdict. A remark is empty if there is nothing to say.
#pragma once

#include "checker/trace/trace.hpp"
#include "checker/verdict/result.hpp"

#include <string>

namespace walkcheck::report {

// The inputs: "with a = 0x1000; the same holds for every input with a != b".
std::string inputs_of(const trace::Trace& trace);

// Why no shorter counterexample is shown.
std::string why_shortest(const trace::Trace& trace);

// A note: "no execution reaches the claim of level_was_true at level_was_true.c:42".
std::string in_words(const verdict::Note& note);

// A count with its noun: "1 step", "2 context switches", "3 properties".
std::string plural(std::uint64_t count, const std::string& noun);
// A count of executions: "17 executions", "1 execution, 2 cut by an assumption".
std::string count_of(std::uint64_t executions, std::uint64_t cut);

} // namespace walkcheck::report
