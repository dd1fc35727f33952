// SPDX-License-Identifier: GPL-2.0-only
// Why what was explored is not all that there is, in words, with the remedy.
#pragma once

#include "checker/search/explore.hpp"

#include <string>
#include <vector>

namespace walkcheck::verdict {

// A line each; none: it is complete.
std::vector<std::string> incomplete_because(const search::Explored& explored,
                                            const search::Options& options);

// Why a search that was asked to stop was: "interrupted", or which limit was met.
std::string interruption(const search::Options& options);

} // namespace walkcheck::verdict
