// SPDX-License-Identifier: GPL-2.0-only
// From the arguments that kbuild gives gcc or clang for a file to those that clang 19 is given for
// the same text. Entry point: clang_arguments().
//
// What says how the text is read is kept: macros, include folders, the language, the machine. What
// says how code is made of it, watched or reported is dropped: optimisation, debug information,
// warnings, sanitizers, profiling, plugins. Of -f and -m, of which compilers have hundreds, those
// are kept that are named here: an unknown one would end clang.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace walkcheck::kbuild {

// The kept ones, in their order.
std::vector<std::string> kept_flags(const std::vector<std::string>& arguments);

// Of the architecture that clang is to compile for: "x86_64-linux-gnu".
struct Target {
  std::string triple;
  std::filesystem::path source; // the tree's top: the prefix that file names are shown without
};

// `command` with its compiler and file, as kbuild runs it; without -c, -o and a file.
std::vector<std::string> clang_arguments(const std::vector<std::string>& command,
                                         const Target& target);

} // namespace walkcheck::kbuild
