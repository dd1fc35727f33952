// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/whole/shared_statics.hpp"

#include <fmt/format.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/DerivedTypes.h>
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

// A literal that may be written to has no name, and what clang calls it depends on which others a
// harness has it make: nobody can tell which two are one. So it is only declared.
void leave_open(llvm::GlobalVariable& literal) {
  llvm::Module& module = *literal.getParent();
  auto* open = new llvm::GlobalVariable(
      module, llvm::ArrayType::get(llvm::Type::getInt8Ty(module.getContext()), 0),
      /*isConstant=*/false, llvm::GlobalValue::ExternalLinkage, nullptr,
      "a literal without a name");
  literal.replaceAllUsesWith(open);
  literal.eraseFromParent();
}

} // namespace

void name_statics(llvm::Module& file, const std::string& file_name) {
  for (llvm::GlobalVariable& variable : llvm::make_early_inc_range(file.globals())) {
    if (!variable.hasLocalLinkage() || variable.hasPrivateLinkage()) continue;
    const std::string place = place_of(variable);
    if (place.empty()) {
      if (!variable.isConstant()) leave_open(variable);
      continue;
    }
    const bool own = place.starts_with(file_name + ':');
    variable.setName(
        fmt::format("{}{}:{}", own ? "" : file_name + ':', place, variable.getName().str()));
    variable.setLinkage(llvm::GlobalValue::ExternalLinkage);
  }
}

} // namespace walkcheck::frontend
