// SPDX-License-Identifier: GPL-2.0-only
// A result against what its scenario's header expects.
#pragma once

#include "checker/verdict/result.hpp"
#include "model/scenario/scenario.hpp"

namespace walkcheck::verdict {

// How the result is not the one that is expected, a line each.
std::vector<std::string> differences_from_expectation(const Result& result,
                                                      const scenario::Expectation& expected);

// Turns the verdict into UNEXPECTED, with what differs as its reasons, where the result is not the
// one that the scenario expects or the scenario expects none. BAD INPUT and INTERNAL stay.
void compare_with_expectation(Result& result, const scenario::Scenario& scenario);

} // namespace walkcheck::verdict
