// SPDX-License-Identifier: GPL-2.0-only
// What a linker or a loader would act on, beyond names and values: it is refused.
#pragma once

#include "model/frontend/unit.hpp"

namespace llvm {
class Module;
} // namespace llvm

namespace walkcheck::frontend {

// Throws InputError where the module has constructors, destructors, initcalls, indirect functions
// or file-scope assembly.
void refuse_link_tricks(const llvm::Module& module, const Unit& unit);

} // namespace walkcheck::frontend
