// SPDX-License-Identifier: GPL-2.0-only
// Which functions of an invariant's file are hooks, and of which event.
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

// In the order of their text. Throws InputError where there is none, where one takes other
// arguments than its event has, and where a function of the file is neither a hook nor static.
// Before any pass.
std::vector<HookFunction> find_hooks(llvm::Module& module, const std::string& in);

} // namespace walkcheck::frontend
