// SPDX-License-Identifier: GPL-2.0-only
// What a variable consists of, by name, from clang's debug information. Entry point: members_of().
#pragma once

#include "model/program/program.hpp"

#include <vector>

namespace llvm {
class GlobalVariable;
}

namespace walkcheck::frontend {

// Empty where clang tells nothing. Arrays and bit-fields have no members; a structure of one thing,
// as a lock or a page-table word is, is that thing.
std::vector<program::Member> members_of(const llvm::GlobalVariable& variable);

} // namespace walkcheck::frontend
