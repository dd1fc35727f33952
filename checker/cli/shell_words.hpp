// SPDX-License-Identifier: GPL-2.0-only
// A command line that is printed to be copied: a shell splits it into the same words again. Entry
// point: shell_line().
#pragma once

#include <string>
#include <vector>

namespace walkcheck::cli {

std::string shell_line(const std::vector<std::string>& words);

} // namespace walkcheck::cli
