// SPDX-License-Identifier: GPL-2.0-only
// The files of a tree as a folder that nothing is written to: the user's own, a tarball's subset,
// or links to the user's files. Entry point: open_sources().
#pragma once

#include "model/kbuild/architecture.hpp"
#include "model/kbuild/cache.hpp"
#include "model/kbuild/changes.hpp"
#include "model/kbuild/tree_name.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace walkcheck::kbuild {

struct Sources {
  std::filesystem::path folder;
  bool unpacked = false; // out of a tarball, so a subset
  std::string shown;     // as the user names it
};

using Progress = std::function<void(const std::string&)>;

// Throws InputError where the name is of no kernel tree.
Sources open_sources(const TreeName& name, Architecture architecture, const Cache& cache,
                     const Progress& progress);

// Whether kbuild would refuse a build folder of its own for it: it was built or configured in
// place.
bool is_used_in_place(const std::filesystem::path& folder, Architecture architecture);

// A folder with links to the tree's files, and the changed ones as files.
std::filesystem::path linked_sources(const std::filesystem::path& folder, Architecture architecture,
                                     const Changes& changes, const Cache& cache);

// The changes as one text: what a cache's key has of them.
std::string key_of(const Changes& changes);

// "6.1.192", by the text of the top Makefile.
std::string version_of_makefile(const std::string& text);

} // namespace walkcheck::kbuild
