// SPDX-License-Identifier: GPL-2.0-only
// The bit-fields of a variable, at any depth. In an initial value a bit-field has no byte of its
// own, so that one that was given cannot be told from its neighbours but by this.
#pragma once

#include "model/program/program.hpp"

#include <vector>

namespace llvm {
class GlobalVariable;
} // namespace llvm

namespace walkcheck::frontend {

std::vector<program::Extent> bit_fields_of(const llvm::GlobalVariable& variable);

} // namespace walkcheck::frontend
