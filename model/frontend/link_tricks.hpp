// SPDX-License-Identifier: GPL-2.0-only
// Refuses constructs on which a linker or a loader would act, beyond names and values. Entry point:
// refuse_link_tricks().
#pragma once

#include "model/frontend/unit.hpp"

namespace llvm {
class Module;
} // namespace llvm

namespace walkcheck::frontend {

// Throws InputError if the module has constructors, destructors, initcalls, indirect functions or
// file-scope assembly.
void refuse_link_tricks(const llvm::Module& module, const Unit& unit);

} // namespace walkcheck::frontend
