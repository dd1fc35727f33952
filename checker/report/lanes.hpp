// SPDX-License-Identifier: GPL-2.0-only
// A counterexample for people to read. Each CPU has a column, and time runs downwards, as kernel
// commit messages draw a race. Below stand the property, its claim and why it failed. Entry point:
// lanes().
#pragma once

#include "checker/report/colour.hpp"
#include "checker/trace/trace.hpp"

#include <cstdint>
#include <string>

namespace walkcheck::report {

inline constexpr int kLanesWidth = 100;

enum class Detail : std::uint8_t {
  Race, // steps that take no part in the race are folded together, see racing.hpp
  All,
};

std::string lanes(const trace::Trace& trace, int width = kLanesWidth, Detail detail = Detail::Race,
                  Colour colour = Colour::No);

} // namespace walkcheck::report
