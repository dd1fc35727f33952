// SPDX-License-Identifier: GPL-2.0-only
// What linking a kernel would decide that linking a few of its files does not.
#pragma once

#include <set>
#include <string>

namespace llvm {
class Module;
} // namespace llvm

namespace walkcheck::frontend {

// An alias becomes what it is an alias of; a weak one is only a declaration, as is an indirect
// function. To be run when all files of a CPU are linked, and before bodies are replaced.
void resolve_aliases(llvm::Module& module);

// To be run when bodies are replaced.
//  - A weak definition is only a declaration: another file may have the one that counts; but for
//  the
//    functions in `accepted`, which no other file defines.
//  - Whether a weak symbol that nothing here defines has an address is not known: it is the value
//  of
//    a variable that is only declared, "the address of NAME".
//  - The other variables stay, though no CPU has to have them.
void settle_linkage(llvm::Module& module, const std::set<std::string>& accepted);

} // namespace walkcheck::frontend
