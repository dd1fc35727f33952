// SPDX-License-Identifier: GPL-2.0-only
// Exit codes: a verdict's own, and the worst of several. Entry point: exit_code().
#pragma once

#include "checker/verdict/result.hpp"

#include <vector>

namespace walkcheck::cli {

inline constexpr int kUsage = 64;
inline constexpr int kBadInput = 65;
inline constexpr int kInternal = 70;

int exit_code(verdict::Verdict verdict);

// If `expected` is set, a result that has its expected verdict is a success.
int exit_code(const std::vector<verdict::Result>& results, bool expected);

} // namespace walkcheck::cli
