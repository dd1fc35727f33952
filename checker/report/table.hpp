// SPDX-License-Identifier: GPL-2.0-only
// Several scenarios' results as one table, a row each, and a line that counts the verdicts.
#pragma once

#include "checker/verdict/result.hpp"

#include <string>
#include <vector>

namespace walkcheck::report {

std::string table(const std::vector<verdict::Result>& results);

} // namespace walkcheck::report
