// SPDX-License-Identifier: GPL-2.0-only
// Finds the functions of an invariant's file that are hooks, and the event of each. Entry point:
// find_hooks().
#pragma once

#include <string>
#include <vector>

namespace llvm {
class Function;
class Module;
} // namespace llvm

namespace walkcheck::frontend {

struct HookFunction {
  std::string event;
  llvm::Function* function;
};

// The hooks in the order of the text. Throws InputError if there is none, if one has other
// arguments than its event, or if a function of the file is neither a hook nor static. Has to run
// before any pass.
std::vector<HookFunction> find_hooks(llvm::Module& module, const std::string& in);

} // namespace walkcheck::frontend
