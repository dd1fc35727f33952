// SPDX-License-Identifier: GPL-2.0-only
// What a compilation reads of `#define` and `#undef`, in its order. Entry point: directives_of().
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace walkcheck::frontend {

// What is kept of it: a line for each stretch of a file, `@12 mm/gup.c`, and one for each
// directive,
// `#14 define NAME TEXT`, each with the number of its line.
inline constexpr char kStretchMark = '@', kDirectiveMark = '#';

// Of what `clang -E -dD` prints, in the first of the folders. Files below one of them are named
// relative to it. The compiler's own macros and those of its command line are left out: they are
// the configuration, not the tree's text.
std::string directives_of(const std::string& preprocessed,
                          const std::vector<std::filesystem::path>& folders);

// Takes a number and the blank behind it off the text.
std::uint32_t number_at_front(std::string_view& text);

} // namespace walkcheck::frontend
