// SPDX-License-Identifier: GPL-2.0-only
// The results of several scenarios as one table: a row for each, and a line that counts the
// verdicts.
#pragma once

#include "checker/verdict/result.hpp"

#include <string>
#include <vector>

namespace walkcheck::report {

std::string table(const std::vector<verdict::Result>& results);

} // namespace walkcheck::report
