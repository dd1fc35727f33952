// SPDX-License-Identifier: GPL-2.0-only
// Which folder may include which: compares what CMakeLists.txt declares with what the files
// include. The compiler does not enforce it, as the top of the tree is an include path for all.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace walkcheck::test {

// For each folder ("model/machine"), the folders that it names or includes itself.
using Borders = std::map<std::string, std::set<std::string>>;

// Reads lines "model/machine: model/program model/term".
Borders read_borders(const std::filesystem::path& file);

// Folders that lead back to themselves.
std::vector<std::string> cycles(const Borders& declared);

// Includes below `tree` that are not declared, and declarations that no source there uses. A folder
// may include whatever the folders that it names may include.
std::vector<std::string> trespasses(const std::filesystem::path& tree, const Borders& declared);

} // namespace walkcheck::test
