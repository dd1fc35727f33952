// SPDX-License-Identifier: GPL-2.0-only
// What is known of the terminal that standard output is, if it is one.
#pragma once

namespace walkcheck::cli {

// Its columns, at least 60; `otherwise` where standard output is no terminal.
int terminal_width(int otherwise);

} // namespace walkcheck::cli
