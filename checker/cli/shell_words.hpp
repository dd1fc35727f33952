// SPDX-License-Identifier: GPL-2.0-only
// A command line that is printed to be copied: a shell takes it apart into the same words again.
#pragma once

#include <string>
#include <vector>

namespace walkcheck::cli {

std::string shell_line(const std::vector<std::string>& words);

} // namespace walkcheck::cli
