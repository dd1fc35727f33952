// SPDX-License-Identifier: GPL-2.0-only
// Which folder may include which: what CMakeLists.txt declares, beside what the files include. The
// compiler enforces none of it, as the top of the tree is an include path for all.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace walkcheck::test {

// By a folder ("model/machine"), the folders that it names or includes itself.
using Borders = std::map<std::string, std::set<std::string>>;

// Lines "model/machine: model/program model/term".
Borders read_borders(const std::filesystem::path& file);

// Folders that lead back to themselves.
std::vector<std::string> cycles(const Borders& declared);

// What the sources below `tree` do that is not declared, and what is declared that none of them
// does. A folder may include what the folders that it names may include.
std::vector<std::string> trespasses(const std::filesystem::path& tree, const Borders& declared);

} // namespace walkcheck::test
