// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/whole/link.hpp"

#include <llvm/IR/Function.h>
#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/Module.h>

namespace walkcheck::frontend {
namespace {

bool is_weak(const llvm::GlobalValue& value) {
  return !value.isDeclaration() && (value.hasWeakAnyLinkage() || value.hasWeakODRLinkage());
}

} // namespace

void settle_linkage(llvm::Module& module) {
  for (llvm::Function& function : module)
    if (is_weak(function)) function.deleteBody();
  for (llvm::GlobalVariable& variable : module.globals()) {
    if (is_weak(variable)) {
      variable.setInitializer(nullptr);
      variable.setLinkage(llvm::GlobalValue::ExternalLinkage);
    }
    if (!variable.isDeclaration() && !variable.hasLocalLinkage())
      variable.setLinkage(llvm::GlobalValue::LinkOnceODRLinkage);
  }
}

} // namespace walkcheck::frontend
