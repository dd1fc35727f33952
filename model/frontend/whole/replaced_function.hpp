// SPDX-License-Identifier: GPL-2.0-only
#pragma once

#include <compare>
#include <cstdint>
#include <set>
#include <string>

namespace walkcheck::frontend {

// Where a function of the tree has its text, as it was compiled.
struct FunctionText {
  std::string name = {};
  bool is_defined = false; // else it is only declared: its text is in a file that is not compiled
  std::string file = {};
  std::uint32_t first_line = 0, last_line = 0; // from its name to its last statement
  bool in_other_files = false;                 // it includes a part of its body

  auto operator<=>(const FunctionText&) const = default;
};

// A function of the tree that one of ours takes the place of.
struct ReplacedFunction {
  FunctionText text;
  // What its own body comes to call or name, directly or not: all that is compiled, and those that
  // are replaced themselves.
  std::set<FunctionText> rests_on;

  auto operator<=>(const ReplacedFunction&) const = default;
};

} // namespace walkcheck::frontend
