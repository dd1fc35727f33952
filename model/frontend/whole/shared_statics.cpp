// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/whole/shared_statics.hpp"

#include <fmt/format.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/Module.h>

namespace walkcheck::frontend {
namespace {

// The variable in whose initial value a literal of the text stands.
const llvm::GlobalVariable* owner_of(const llvm::GlobalVariable& literal) {
  for (const llvm::User* user : literal.users())
    if (const auto* owner = llvm::dyn_cast<llvm::GlobalVariable>(user)) return owner;
  return nullptr;
}

// Where the text has it: a header's is in each file that includes it.
std::string place_of(const llvm::GlobalVariable& variable) {
  llvm::SmallVector<llvm::DIGlobalVariableExpression*, 1> expressions;
  variable.getDebugInfo(expressions);
  if (expressions.empty()) {
    // What clang calls it depends on which others there are.
    const llvm::GlobalVariable* owner = owner_of(variable);
    return owner == nullptr ? "" : place_of(*owner) + ':' + owner->getName().str();
  }
  const llvm::DIGlobalVariable* declared = expressions[0]->getVariable();
  return fmt::format("{}:{}", declared->getFilename().str(), declared->getLine());
}

} // namespace

void name_statics(llvm::Module& file, const std::string& file_name) {
  for (llvm::GlobalVariable& variable : file.globals()) {
    if (!variable.hasLocalLinkage() || variable.hasPrivateLinkage()) continue;
    const std::string place = place_of(variable);
    const bool own = place.starts_with(file_name + ':');
    variable.setName(
        fmt::format("{}{}:{}", own ? "" : file_name + ':', place, variable.getName().str()));
    variable.setLinkage(llvm::GlobalValue::ExternalLinkage);
  }
}

} // namespace walkcheck::frontend
