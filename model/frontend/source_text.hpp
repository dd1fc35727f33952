// SPDX-License-Identifier: GPL-2.0-only
// C text as lines, and the same with comments and strings blanked: what slicing and the labels of
// traces need to know of C without parsing it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace walkcheck::frontend {

// Spaces in place of a part of a text; its line ends stay.
void blank(std::string& text, std::size_t from, std::size_t to);

// The same text, of the same length and with the same line ends, in which comments and the
// contents of string and character literals are spaces.
std::string without_comments_and_strings(const std::string& text);

std::vector<std::string> split_lines(const std::string& text);

// The expression at a place as debug information names it: a call or macro with its arguments, a
// dereference with its operand, a member with what it is a member of. One line, blanks squeezed;
// empty where the place is none. `line` and `column` count from 1.
std::string expression_at(const std::vector<std::string>& lines, std::uint32_t line,
                          std::uint32_t column);

bool is_identifier_character(char c);

} // namespace walkcheck::frontend
