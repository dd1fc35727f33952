// SPDX-License-Identifier: GPL-2.0-only
// A C text as the preprocessor's first phases leave it. Entry point: logical_lines().
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace walkcheck::frontend {

struct LogicalLine {
  std::uint32_t first = 0, last = 0; // lines of the file that it is made of
  std::string text;                  // without comments, with single blanks; strings as they are
  bool is_directive = false;
  bool at_margin = false; // nothing is before its text

  std::string indented() const { return (at_margin ? "" : " ") + text; }
};

// Lines that a backslash joins are one, and so are those that a comment joins. Those that are empty
// are left out.
std::vector<LogicalLine> logical_lines(const std::string& text);

} // namespace walkcheck::frontend
