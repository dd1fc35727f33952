// SPDX-License-Identifier: GPL-2.0-only
// What is yes or no for a whole run, and which a kernel's boot or its user decides: whether a
// static key is on, and what wc_open in specs/tree/world.h is put before, such as features of the
// processor. Entry points: keys_in(), opened().
#pragma once

#include "model/program/program.hpp"

#include <map>
#include <string>
#include <vector>

namespace llvm {
class GlobalVariable;
class Module;
} // namespace llvm

namespace walkcheck::frontend {

// Whether each element of it is yes or no: what wc_open puts it before.
bool is_open(const llvm::GlobalVariable& variable);

// The counts of the static keys in a variable, at any depth.
std::vector<program::Question> keys_in(const llvm::GlobalVariable& variable);

// By the variable's name: the elements of ours that are open, as far as they are read by a number
// that is known. To be asked when passes have run.
using Opened = std::map<std::string, std::vector<program::Question>>;
Opened opened(const llvm::Module& module);

} // namespace walkcheck::frontend
