// SPDX-License-Identifier: GPL-2.0-only
// A replacement in specs/tree/ is right for the kernel text that it was compared with, and for no
// other. specs/tree/compared.txt has a row for each text: the function, its file, and the hashes of
// what that file says of it. Entry point: not_compared().
#pragma once

#include "model/frontend/whole/replaced_function.hpp"

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace walkcheck::kbuild {
class PreparedTree;
} // namespace walkcheck::kbuild

namespace walkcheck::frontend {

// Of these, which are replaced: a sentence for each whose text in the tree is none that a row has,
// in the order of names. Of one that is compiled the text is what was compiled; of one that is only
// declared, what the row's file has. Those in `accepted` are left out.
std::vector<std::string> not_compared(const std::filesystem::path& specs,
                                      const std::set<ReplacedFunction>& functions,
                                      const std::set<std::string>& accepted,
                                      const kbuild::PreparedTree& tree);

} // namespace walkcheck::frontend
