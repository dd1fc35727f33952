// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/whole/shared_statics.hpp"

#include <fmt/format.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/Module.h>

namespace walkcheck::frontend {
namespace {

// Where the text has it: a header's is in each file that includes it.
std::string place_of(const llvm::GlobalVariable& variable) {
  llvm::SmallVector<llvm::DIGlobalVariableExpression*, 1> expressions;
  variable.getDebugInfo(expressions);
  if (expressions.empty()) return "";
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
