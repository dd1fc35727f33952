// SPDX-License-Identifier: GPL-2.0-only
// The named members of a variable, from clang's debug information. Entry point: members_of().
#pragma once

#include "model/program/program.hpp"

#include <vector>

namespace llvm {
class GlobalVariable;
}

namespace walkcheck::frontend {

// Empty if clang tells nothing. Arrays and bit-fields have no members. A structure with a single
// member, such as a lock or a page-table word, counts as that member.
std::vector<program::Member> members_of(const llvm::GlobalVariable& variable);

} // namespace walkcheck::frontend
