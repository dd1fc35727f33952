// SPDX-License-Identifier: GPL-2.0-only
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace walkcheck::frontend {

// A function of the tree that one of ours takes the place of, as it was compiled.
struct ReplacedFunction {
  std::string name = {};
  bool is_defined = false; // else it is only declared: its text is in a file that is not compiled
  std::string file = {};
  std::uint32_t first_line = 0, last_line = 0; // from its name to its last statement
  bool in_other_files = false;                 // it includes a part of its body

  auto operator<=>(const ReplacedFunction&) const = default;
};

} // namespace walkcheck::frontend
