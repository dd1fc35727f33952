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
inline constexpr std::size_t kSource = 2;  // the indent of a line of source
inline constexpr std::size_t kHanging = 4; // the indent of a paragraph's second and later lines

using support::width_of;

// Lines of at most `width` columns. The first starts with `indent` spaces, the others with
// `hanging`. A word that is too long for a line is cut.
std::vector<std::string> wrap(std::string_view text, std::size_t width, std::size_t indent = 0,
                              std::size_t hanging = 0);

// The same as one text in which each line ends in a newline.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent = 0,
                    std::size_t hanging = 0);

} // namespace walkcheck::report
