// SPDX-License-Identifier: GPL-2.0-only
// What a user calls a kernel tree: `TREE[:OBJ][@REV]`. Entry point: parse_tree_name().
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace walkcheck::kbuild {

struct TreeName {
  std::filesystem::path source;                 // a folder, or a tarball
  std::optional<std::filesystem::path> objects; // where it is built, or only configured
  std::optional<std::string> revision;          // git's
};

// A file or folder of the whole name is that: names with `:` or `@` in them can be given. Throws
// InputError where a part is empty.
TreeName parse_tree_name(const std::string& name);

} // namespace walkcheck::kbuild
