// SPDX-License-Identifier: GPL-2.0-only
// Checks the entry function: it has to exist, and a scenario has to be able to give its parameters.
// Entry points: find_entry(), entry_parameters().
#pragma once

#include "model/program/program.hpp"

#include <string>
#include <vector>

namespace llvm {
class Function;
class Module;
} // namespace llvm

namespace walkcheck::frontend {

// Throws InputError with the place and near matches if there is no such function.
llvm::Function& find_entry(llvm::Module& module, const std::string& name, const std::string& in);

// The parameters' own names. Has to run before any pass. Throws InputError if a parameter or the
// result is neither an integer nor a pointer (a struct of one word counts as its word).
std::vector<std::string> entry_parameters(const llvm::Function& entry);

} // namespace walkcheck::frontend
