// SPDX-License-Identifier: GPL-2.0-only
// A replacement in specs/tree/ is right for the kernel text that it was compared with, and for no
// other. specs/tree/compared.txt has a row for each text: the function, its file, and the hashes of
// what that file says of it. Entry point: not_compared().
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace walkcheck::kbuild {
class PreparedTree;
} // namespace walkcheck::kbuild

namespace walkcheck::frontend {

// Of the functions with these names, which are replaced: a sentence for each whose text in the tree
// is none of those, in the order of names. Those in `accepted` are left out.
std::vector<std::string> not_compared(const std::filesystem::path& specs,
                                      const std::set<std::string>& functions,
                                      const std::set<std::string>& accepted,
                                      const kbuild::PreparedTree& tree);

// What a row has: the first 16 digits of SHA-256 of all definitions of that name in a file, one
// after the other, without comments and with single blanks; empty if there are none.
std::string hash_of_definitions(const std::string& text, const std::string& name);

} // namespace walkcheck::frontend
