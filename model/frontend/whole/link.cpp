// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/whole/link.hpp"

#include "model/frontend/whole/world.hpp"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/GlobalAlias.h>
#include <llvm/IR/GlobalIFunc.h>
#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/ReplaceConstant.h>

#include <set>
#include <string>

namespace walkcheck::frontend {
namespace {

bool is_weak(const llvm::GlobalValue& value) {
  return !value.isDeclaration() && value.hasWeakLinkage();
}

// A declaration with the name of an alias or of an indirect function.
llvm::Constant* declared(llvm::Module& module, llvm::GlobalValue& symbol) {
  const std::string name = symbol.getName().str();
  symbol.setName("");
  if (auto* type = llvm::dyn_cast<llvm::FunctionType>(symbol.getValueType()))
    return llvm::Function::Create(type, llvm::GlobalValue::ExternalLinkage, name, module);
  return new llvm::GlobalVariable(module, symbol.getValueType(), /*isConstant=*/false,
                                  llvm::GlobalValue::ExternalLinkage, nullptr, name);
}

void forget_weak(llvm::Module& module, const std::set<std::string>& accepted) {
  for (llvm::Function& function : module)
    if (is_weak(function) && !accepted.contains(function.getName().str())) function.deleteBody();
  for (llvm::GlobalVariable& variable : module.globals()) {
    if (!is_weak(variable)) continue;
    variable.setInitializer(nullptr);
    variable.setLinkage(llvm::GlobalValue::ExternalLinkage);
  }
}

llvm::Instruction* before(const llvm::Use& use) {
  auto* user = llvm::cast<llvm::Instruction>(use.getUser());
  auto* phi = llvm::dyn_cast<llvm::PHINode>(user);
  return phi == nullptr ? user : phi->getIncomingBlock(use)->getTerminator();
}

// What is left is in initial values, which write_address() in lower_global.cpp looks at.
void read_address_of(llvm::Module& module, llvm::GlobalValue& symbol) {
  auto* address = new llvm::GlobalVariable(
      module, symbol.getType(), /*isConstant=*/false, llvm::GlobalValue::ExternalLinkage, nullptr,
      "the address of " + symbol.getName().str() + ", which is weak");
  llvm::convertUsersOfConstantsToInstructions({&symbol});
  llvm::SmallVector<llvm::Use*, 16> uses;
  for (llvm::Use& use : symbol.uses())
    if (llvm::isa<llvm::Instruction>(use.getUser())) uses.push_back(&use);
  for (llvm::Use* use : uses) {
    llvm::IRBuilder<> builder(before(*use));
    builder.SetCurrentDebugLocation(llvm::cast<llvm::Instruction>(use->getUser())->getDebugLoc());
    use->set(builder.CreateLoad(symbol.getType(), address));
  }
}

void open_undefined_weak(llvm::Module& module) {
  llvm::SmallVector<llvm::GlobalValue*, 16> symbols;
  for (llvm::GlobalValue& symbol : module.global_values())
    if (symbol.hasExternalWeakLinkage() && !symbol.use_empty()) symbols.push_back(&symbol);
  for (llvm::GlobalValue* symbol : symbols)
    read_address_of(module, *symbol);
}

void keep_variables(llvm::Module& module) {
  for (llvm::GlobalVariable& variable : module.globals())
    // Struct pages are found by their address alone.
    if (!variable.isDeclaration() && !variable.hasLocalLinkage() && !is_of_pages(variable))
      variable.setLinkage(llvm::GlobalValue::LinkOnceODRLinkage);
}

} // namespace

void resolve_aliases(llvm::Module& module) {
  for (llvm::GlobalAlias& alias : llvm::make_early_inc_range(module.aliases())) {
    // One of what is weak is as weak.
    const llvm::GlobalObject* object = alias.getAliaseeObject();
    const bool weak = is_weak(alias) || object == nullptr || is_weak(*object);
    alias.replaceAllUsesWith(weak ? declared(module, alias) : alias.getAliasee());
    alias.eraseFromParent();
  }
  for (llvm::GlobalIFunc& function : llvm::make_early_inc_range(module.ifuncs())) {
    function.replaceAllUsesWith(declared(module, function));
    function.eraseFromParent();
  }
}

void settle_linkage(llvm::Module& module, const std::set<std::string>& accepted) {
  forget_weak(module, accepted);
  open_undefined_weak(module);
  keep_variables(module);
}

} // namespace walkcheck::frontend
