// SPDX-License-Identifier: GPL-2.0-only
// C text as lines, and the same text with comments and strings blanked. Slicing and the labels of
// traces need no more knowledge of C than this. Entry points: without_comments_and_strings(),
// expression_at().
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace walkcheck::frontend {

// Replaces a part of the text by spaces; line ends stay.
void blank(std::string& text, std::size_t from, std::size_t to);

// The same text, with the same length and line ends, in which comments and the contents of string
// and character literals are spaces.
std::string without_comments_and_strings(const std::string& text);

// The same, with strings and characters as they are.
std::string without_comments(const std::string& text);

std::vector<std::string> split_lines(const std::string& text);

// The expression at a place that debug information gives: a call or macro with its arguments, a
// dereference with its operand, or a member with its object. The result is one line with blanks
// squeezed; it is empty if the place does not exist. `line` and `column` count from 1.
std::string expression_at(const std::vector<std::string>& lines, std::uint32_t line,
                          std::uint32_t column);

bool is_identifier_character(char c);

} // namespace walkcheck::frontend
