// SPDX-License-Identifier: GPL-2.0-only
// Why an exploration is not complete, in words, with the remedy. Entry point: incomplete_because().
#pragma once

#include "checker/search/explore.hpp"

#include <string>
#include <vector>

namespace walkcheck::verdict {

// A line each; none: it is complete.
std::vector<std::string> incomplete_because(const search::Explored& explored,
                                            const search::Options& options);

// Why a search was asked to stop: "interrupted", or which limit was met.
std::string interruption(const search::Options& options);

} // namespace walkcheck::verdict
