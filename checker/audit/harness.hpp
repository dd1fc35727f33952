// SPDX-License-Identifier: GPL-2.0-only
// C that calls a kernel function as its types and the names of its parameters ask for it. Entry
// point: make_harness().
#pragma once

#include "checker/audit/find_function.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace walkcheck::audit {

struct Harness {
  FunctionName runs;                // what is called: the function itself, or one that calls it
  std::string text;                 // of harness.c
  std::vector<std::string> assumed; // "flags = 0"
  std::vector<std::string> files;   // besides its own, that it needs
  std::vector<std::string> weak;    // functions of them that no other file of the kernel defines
  std::string why;                  // another function is run, or a harness is there; else empty
};

// Throws InputError: the configuration leaves the function out, or a parameter is of a type that
// nothing is known of; then with a text to be completed.
Harness make_harness(const FunctionName& function, const std::filesystem::path& specs,
                     kbuild::PreparedTree& tree);

// The functions of a file that step from one level of page tables to the next, in its order.
std::vector<std::string> walks_of_file(const std::string& file, const std::filesystem::path& specs,
                                       kbuild::PreparedTree& tree);

// The other functions that the harness for this one in specs/tree/walkers/ is for: in another
// kernel it may have one of these names.
std::vector<std::string> other_names(const std::string& function,
                                     const std::filesystem::path& specs);

} // namespace walkcheck::audit
