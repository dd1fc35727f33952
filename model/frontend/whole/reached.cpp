// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/whole/reached.hpp"

#include <llvm/IR/Function.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>

#include <set>

namespace walkcheck::frontend {

std::vector<const llvm::Function*> reached_functions(const llvm::Function& entry) {
  std::vector<const llvm::Function*> found;
  std::set<const llvm::Value*> seen{&entry}; // asked, never iterated
  std::vector<const llvm::User*> open{&entry};
  const auto meet = [&](const llvm::Value* value) {
    const auto* user = llvm::dyn_cast<llvm::User>(value);
    if (user != nullptr && seen.insert(value).second) open.push_back(user);
  };
  while (!open.empty()) {
    const llvm::User* next = open.back();
    open.pop_back();
    for (const llvm::Use& operand : next->operands())
      meet(operand.get());
    const auto* function = llvm::dyn_cast<llvm::Function>(next);
    if (function == nullptr) continue;
    found.push_back(function);
    for (const llvm::Instruction& instruction : llvm::instructions(*function))
      meet(&instruction);
  }
  return found;
}

} // namespace walkcheck::frontend
