// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/whole/the_trees.hpp"

#include <llvm/ADT/STLExtras.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/Operator.h>

namespace walkcheck::frontend {
namespace {

constexpr const char* kTheTrees = "walkcheck-of-the-tree";
constexpr const char* kMayHaveChanged = "walkcheck-may-have-changed";
constexpr const char* kUnitOf = "walkcheck-unit";
constexpr const char* kOurFolder = "tree/"; // in the folder of specs

bool is_only_read(const llvm::Value& address);

bool only_reads(const llvm::Use& use) {
  const llvm::User* user = use.getUser();
  if (llvm::isa<llvm::LoadInst, llvm::ICmpInst>(user)) return true;
  if (const auto* copy = llvm::dyn_cast<llvm::MemTransferInst>(user))
    return &copy->getRawSourceUse() == &use;
  if (llvm::isa<llvm::GEPOperator, llvm::AddrSpaceCastOperator>(user)) return is_only_read(*user);
  return false;
}

// As far as it can be seen: an address that goes anywhere else may be written through.
bool is_only_read(const llvm::Value& address) {
  return llvm::all_of(address.uses(), only_reads);
}

std::string file_of(const llvm::GlobalVariable& variable) {
  llvm::SmallVector<llvm::DIGlobalVariableExpression*, 1> known;
  variable.getDebugInfo(known);
  return known.empty() ? "" : known[0]->getVariable()->getFilename().str();
}

} // namespace

bool is_ours(const std::string& file) {
  return file.starts_with(kOurFolder);
}

void mark_the_trees(llvm::Module& file, const std::string& name, const std::string& harness) {
  const auto is_no_kernels = [&](llvm::StringRef name) {
    return name == harness || is_ours(name.str());
  };
  for (llvm::Function& function : file)
    if (const llvm::DISubprogram* text = function.getSubprogram();
        text != nullptr && !function.hasLocalLinkage() && !is_no_kernels(text->getFilename()))
      function.addFnAttr(kTheTrees);
  for (llvm::Function& function : file)
    if (function.hasLocalLinkage()) function.addFnAttr(kUnitOf, name);
  for (llvm::GlobalVariable& variable : file.globals()) {
    if (!variable.hasInitializer() || variable.isConstant() || is_no_kernels(file_of(variable)))
      continue;
    if (!variable.hasLocalLinkage() || !is_only_read(variable))
      variable.addAttribute(kMayHaveChanged);
  }
}

bool is_the_trees(const llvm::Function& function) {
  return function.hasFnAttribute(kTheTrees);
}

std::string unit_of(const llvm::Function& function) {
  return function.getFnAttribute(kUnitOf).getValueAsString().str();
}

bool may_have_changed(const llvm::GlobalVariable& variable) {
  return variable.hasAttribute(kMayHaveChanged);
}

} // namespace walkcheck::frontend
