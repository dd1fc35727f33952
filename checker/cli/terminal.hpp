// SPDX-License-Identifier: GPL-2.0-only
// Properties of the terminal that standard output may be.
#pragma once

#include "checker/report/colour.hpp"

namespace walkcheck::cli {

// The terminal's columns, at least 60; `otherwise` if standard output is not a terminal.
int terminal_width(int otherwise);

// Yes if it is a terminal, unless the environment has NO_COLOR (https://no-color.org) or the
// terminal is dumb.
report::Colour terminal_colour();

} // namespace walkcheck::cli
