// SPDX-License-Identifier: GPL-2.0-only
// A kernel function whose text the machine cannot run, such as one that turns interrupts off, is
// cut: a body of ours takes its place, before anything is inlined. Such a body is called
// __cut_NAME, and is compiled with the tree's own headers against NAME's own prototype: where the
// kernel has changed it, the text does not compile. Entry point: apply_cuts().
//
// One that is in the folder of specs by the name of a file of the tree, as "tree/files/mm/gup.c",
// replaces NAME in that file and what it includes, and nowhere else. Any other goes by the name.
#pragma once

#include "model/frontend/whole/replaced_function.hpp"

#include <set>
#include <string>

namespace llvm {
class Module;
} // namespace llvm

namespace walkcheck::frontend {

inline constexpr const char* kCutPrefix = "__cut_";

// The text of ours with the cuts of that file's functions alone: there need be none.
std::string statics_of(const std::string& file);

// To be asked before files are linked: marks which functions of the file those cuts replace.
void keep_cuts_in(llvm::Module& module, const std::string& file);

// Every function that the source calls NAME (linking may have renamed a static one) becomes
// __cut_NAME. Gives those that the entry can reach, each with the place of its own text. Throws
// InputError where one is of another type than its replacement.
std::set<ReplacedFunction> apply_cuts(llvm::Module& module, const std::string& entry);

} // namespace walkcheck::frontend
