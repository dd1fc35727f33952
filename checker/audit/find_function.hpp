// SPDX-License-Identifier: GPL-2.0-only
// Finds the file of a kernel tree that defines a function. Entry point: find_function().
#pragma once

#include <string>

namespace walkcheck::kbuild {
class PreparedTree;
} // namespace walkcheck::kbuild

namespace walkcheck::audit {

struct FunctionName {
  std::string file; // relative to the tree: "mm/rmap.c"
  std::string name;
};

// NAME, or FILE:NAME, as the user wrote it. Throws InputError: no .c file defines it, several do,
// or it is a header's.
FunctionName find_function(const std::string& written, const kbuild::PreparedTree& tree);

// The line where the text defines the function, from 1; 0 where it does not.
unsigned definition_line(const std::string& text, const std::string& name);

} // namespace walkcheck::audit
