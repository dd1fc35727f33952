// SPDX-License-Identifier: GPL-2.0-only
// What is known of the terminal that standard output is, if it is one.
#pragma once

#include "checker/report/colour.hpp"

namespace walkcheck::cli {

// Its columns, at least 60; `otherwise` where standard output is no terminal.
int terminal_width(int otherwise);

// Yes where it is one, unless the environment has NO_COLOR (https://no-color.org) or it is dumb.
report::Colour terminal_colour();

} // namespace walkcheck::cli
