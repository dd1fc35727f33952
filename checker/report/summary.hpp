// SPDX-License-Identifier: GPL-2.0-only
// One scenario's result for people to read: the title, the counterexample as lanes, remarks, and a
// last line that starts with the verdict. Entry point: summary().
#pragma once

#include "checker/report/lanes.hpp"
#include "checker/verdict/result.hpp"

#include <string>

namespace walkcheck::report {

std::string summary(const verdict::Result& result, int width = kLanesWidth,
                    Colour colour = Colour::No);

// The last line: "HOLDS  17 executions, 0 blocked, 3 properties, 4 covers".
std::string verdict_line(const verdict::Result& result);

} // namespace walkcheck::report
