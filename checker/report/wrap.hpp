// SPDX-License-Identifier: GPL-2.0-only
// Text in columns: widths in characters (UTF-8 code points), lines broken between words.
#pragma once

#include "model/support/utf8.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace walkcheck::report {

inline constexpr std::size_t kGap = 2;     // between columns
inline constexpr std::size_t kSource = 2;  // how far a line of source stands in
inline constexpr std::size_t kHanging = 4; // how far a paragraph's other lines do

using support::width_of;

// Lines of at most `width` columns; the first starts with `indent` spaces, the others with
// `hanging`. A word that is too long for a line is cut.
std::vector<std::string> wrap(std::string_view text, std::size_t width, std::size_t indent = 0,
                              std::size_t hanging = 0);

// The same as one text, each line with its newline.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent = 0,
                    std::size_t hanging = 0);

} // namespace walkcheck::report
