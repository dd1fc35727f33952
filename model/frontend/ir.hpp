// SPDX-License-Identifier: GPL-2.0-only
// The module's IR brought into the shape that lowering expects: everything that can be is inlined
// into the entries, locals are registers, and each access to memory that is left is one that the
// source makes.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace llvm {
class Function;
class LLVMContext;
class Module;
} // namespace llvm

namespace walkcheck::frontend {

std::unique_ptr<llvm::Module> parse_bitcode(const std::string& bitcode, llvm::LLVMContext& context);

// `entries`: what is run from outside; they stay functions.
void prepare(llvm::Module& module, const std::vector<llvm::Function*>& entries);

// --- The steps of prepare() that are ours, in their order --------------------------------------

// Copies and fills of few bytes become loads and stores, so that no access hides in a call.
void expand_memory_intrinsics(llvm::Module& module);

// Plain accesses are marked and made volatile: no pass may remove, merge or move them.
void pin_accesses(llvm::Module& module);
inline constexpr const char* kPlainMark = "walkcheck.plain";

// Accesses that turned out to be to locals alone are no accesses of the source's words.
void unpin_local_accesses(llvm::Module& module);

} // namespace walkcheck::frontend
