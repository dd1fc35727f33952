// SPDX-License-Identifier: GPL-2.0-only
// Compares a result with what its scenario expects. Entry point: compare_with_expectation().
#pragma once

#include "checker/verdict/result.hpp"
#include "model/scenario/scenario.hpp"

namespace walkcheck::verdict {

// The differences of the result from the expected one, a line each.
std::vector<std::string> differences_from_expectation(const Result& result,
                                                      const scenario::Expectation& expected);

// If the result is not the one that the scenario expects, or the scenario expects none, turns the
// verdict into UNEXPECTED, with the differences as its reasons. BAD INPUT and INTERNAL stay.
void compare_with_expectation(Result& result, const scenario::Scenario& scenario);

} // namespace walkcheck::verdict
