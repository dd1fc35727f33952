// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/whole/static_keys.hpp"

#include "model/frontend/whole/cuts.hpp"

#include <llvm/IR/Function.h>
#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Module.h>

#include <string>
#include <vector>

namespace walkcheck::frontend {
namespace {

constexpr const char* kUnknown = "__walkcheck_unknown_key";

bool is_unknown_key(const llvm::Value& key) {
  const auto* variable = llvm::dyn_cast<llvm::GlobalVariable>(key.stripInBoundsOffsets());
  return variable != nullptr && variable->isDeclaration();
}

} // namespace

void open_unknown_keys(llvm::Module& module) {
  llvm::Function* unknown = module.getFunction(kUnknown);
  if (unknown == nullptr) return;
  std::vector<llvm::CallInst*> asked;
  for (const char* name : {"arch_static_branch", "arch_static_branch_jump"})
    if (llvm::Function* branch = module.getFunction(std::string(kCutPrefix) + name))
      for (llvm::User* user : branch->users())
        if (auto* call = llvm::dyn_cast<llvm::CallInst>(user);
            call != nullptr && call->getCalledFunction() == branch && call->arg_size() == 2 &&
            is_unknown_key(*call->getArgOperand(0)))
          asked.push_back(call);
  for (llvm::CallInst* call : asked)
    call->setCalledFunction(unknown);
}

} // namespace walkcheck::frontend
