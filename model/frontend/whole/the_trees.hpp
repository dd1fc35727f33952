// SPDX-License-Identifier: GPL-2.0-only
// Which functions and variables of a compiled file are the tree's, and which are ours: a harness
// and what is in specs/. What the tree's may have come to before a scenario begins is not in its
// text. Entry point: mark_the_trees().
#pragma once

#include <string>

namespace llvm {
class Function;
class GlobalVariable;
class Module;
} // namespace llvm

namespace walkcheck::frontend {

// By the name that debug information has: what is in specs/.
bool is_ours(const std::string& file);

// To be run on each file, of this name, before it is linked. `harness`: the name that our text
// behind the file has in its debug information.
void mark_the_trees(llvm::Module& file, const std::string& name, const std::string& harness);

// Another file of the kernel may call it, so that there is one of its name.
bool is_the_trees(const llvm::Function& function);

// Of a static function: the file that it was compiled with; else nothing.
std::string unit_of(const llvm::Function& function);

// A variable of the tree whose value at the start may be another than the initial one that the
// text gives: boot, a setting, or an earlier use may have changed it. Not a constant, and not a
// static that its file only reads.
bool may_have_changed(const llvm::GlobalVariable& variable);

} // namespace walkcheck::frontend
