// SPDX-License-Identifier: GPL-2.0-only
// A replacement in specs/tree/ is right for the kernel text that it was compared with, and for no
// other. That is the text of the function, of what it calls, and of the macros that these use.
// specs/tree/compared.txt has a row for each: its name, its file, and the hashes of what that file
// says of it. Entry point: not_compared().
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
// in the order of names. Of one that is compiled the text is what was compiled, with all that is
// compiled for it; of one that is only declared, what the row's file has of it and below it. Those
// in `accepted` are left out. `directives`: what compilations read: see whole/directives.hpp.
std::vector<std::string> not_compared(const std::filesystem::path& specs,
                                      const std::set<ReplacedFunction>& functions,
                                      const std::set<std::string>& accepted,
                                      const std::vector<std::string>& directives,
                                      const kbuild::PreparedTree& tree);

} // namespace walkcheck::frontend
