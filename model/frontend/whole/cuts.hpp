// SPDX-License-Identifier: GPL-2.0-only
// A kernel function whose text the machine cannot run, such as one that turns interrupts off, is
// cut: a body of ours takes its place, before anything is inlined. Such a body is called
// __cut_NAME, and is compiled with the tree's own headers against NAME's own prototype: where the
// kernel has changed it, the text does not compile. Entry point: apply_cuts().
#pragma once

#include <set>
#include <string>

namespace llvm {
class Function;
class Module;
} // namespace llvm

namespace walkcheck::frontend {

inline constexpr const char* kCutPrefix = "__cut_";

// Every function that the source calls NAME (linking may have renamed a static one) becomes
// __cut_NAME. Throws InputError where one is of another type than its replacement.
void apply_cuts(llvm::Module& module);

// The names of the functions that were replaced and that the entry can reach.
std::set<std::string> reached_cuts(const llvm::Function& entry);

} // namespace walkcheck::frontend
