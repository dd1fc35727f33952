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

// The one file of the kernel, and not of a module or another architecture, that defines a function
// for the others; empty: there is none, or there are several.
std::string file_that_defines(const std::string& name, kbuild::PreparedTree& tree);

// Whether the text defines it as weak, so that another file may define it anew.
bool is_weak_in(const std::string& text, const std::string& name);

// Whether an assembly file of the architecture mentions it.
bool is_in_assembly(const std::string& name, const kbuild::PreparedTree& tree);

// By the tree's configuration.
bool is_compiled(const std::string& file, kbuild::PreparedTree& tree);

// The line where the text defines the function, from 1; 0 where it does not.
unsigned definition_line(const std::string& text, const std::string& name);

} // namespace walkcheck::audit
