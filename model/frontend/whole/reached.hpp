// SPDX-License-Identifier: GPL-2.0-only
// Which functions may run: those whose addresses the text of an entry leads to.
#pragma once

#include <vector>

namespace llvm {
class Function;
} // namespace llvm

namespace walkcheck::frontend {

// With the entry, and with what is only declared.
std::vector<const llvm::Function*> reached_functions(const llvm::Function& entry);

} // namespace walkcheck::frontend
