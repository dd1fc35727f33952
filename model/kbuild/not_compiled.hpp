// SPDX-License-Identifier: GPL-2.0-only
// What is said of a file that has no command. Entry points: require_compilable(), not_compiled().
#pragma once

#include "model/kbuild/configuration.hpp"
#include "model/program/diagnostic.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace walkcheck::kbuild {

// A tree as one asks it for files.
struct FileFinder {
  std::filesystem::path folder;
  bool is_subset = false;   // of a tarball
  std::string architecture; // the only folder below arch/ that is compiled
  std::function<std::optional<std::string>(const std::string&)> text;
};

InputError no_such_file(const std::string& file, const FileFinder& tree);

// Throws InputError where it is not a .c file of the tree.
void require_compilable(const std::string& file, const FileFinder& tree);

// Throws InputError where a Makefile says that this configuration leaves the file out.
void require_configured(const std::string& file, const FileFinder& tree, const Symbols& symbols);

} // namespace walkcheck::kbuild
