// SPDX-License-Identifier: GPL-2.0-only
// One scenario's result for a person: title, counterexample as lanes, what else is to be known,
// and a last line that starts with the verdict.
#pragma once

#include "checker/report/lanes.hpp"
#include "checker/verdict/result.hpp"

#include <string>

namespace walkcheck::report {

std::string summary(const verdict::Result& result, int width = kLanesWidth,
                    Colour colour = Colour::No);

// "HOLDS  17 executions, 0 blocked, 3 properties, 4 covers"
std::string verdict_line(const verdict::Result& result);

} // namespace walkcheck::report
