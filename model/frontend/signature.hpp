// SPDX-License-Identifier: GPL-2.0-only
// The entry function: that it exists, and that its parameters are ones a scenario can give.
#pragma once

#include "model/program/program.hpp"

#include <string>
#include <vector>

namespace llvm {
class Function;
class Module;
} // namespace llvm

namespace walkcheck::frontend {

// Throws InputError, located, with near matches.
llvm::Function& find_entry(llvm::Module& module, const std::string& name, const std::string& in);

// Before any pass: the parameters' own names. Throws InputError where a parameter or the result is
// neither an integer nor a pointer (a struct of one word counts as its word).
std::vector<std::string> entry_parameters(const llvm::Function& entry);

} // namespace walkcheck::frontend
