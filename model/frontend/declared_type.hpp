// SPDX-License-Identifier: GPL-2.0-only
// The type with which the text declares a variable, from its debug information. Entry point:
// declared_type().
#pragma once

#include "model/program/program.hpp"

namespace llvm {
class GlobalVariable;
} // namespace llvm

namespace walkcheck::frontend {

program::Declaration declaration_of(const llvm::GlobalVariable& variable);

} // namespace walkcheck::frontend
