// SPDX-License-Identifier: GPL-2.0-only
// clang folds a division by a literal 0, or a shift by a literal that is too far, before there is
// any code of it. What it leaves of one is the check that it was asked to put before each: where
// that check can only fail, it stays. Where it could do either it goes: the machine checks the
// operation itself, with its operands.
#include "model/frontend/ir.hpp"

#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/BasicBlock.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Module.h>

namespace walkcheck::frontend {
namespace {

// Null: it does something else.
llvm::IntrinsicInst* trap_in(llvm::BasicBlock& block) {
  auto* intrinsic = llvm::dyn_cast<llvm::IntrinsicInst>(block.getFirstNonPHIOrDbg());
  const bool traps =
      intrinsic != nullptr && intrinsic->getIntrinsicID() == llvm::Intrinsic::ubsantrap;
  return traps ? intrinsic : nullptr;
}

// Several checks of a function may have one block for it, which is at the place of none of them.
llvm::BasicBlock* own_trap(llvm::BranchInst& check, llvm::IntrinsicInst& trap) {
  llvm::Function& function = *check.getFunction();
  auto* block = llvm::BasicBlock::Create(function.getContext(), "", &function);
  llvm::Instruction* copy = trap.clone();
  copy->insertInto(block, block->end());
  copy->setDebugLoc(check.getDebugLoc());
  auto* end = new llvm::UnreachableInst(function.getContext(), block);
  end->setDebugLoc(check.getDebugLoc());
  return block;
}

void decide(llvm::BranchInst& check) {
  llvm::IntrinsicInst* trap = trap_in(*check.getSuccessor(1));
  if (trap == nullptr) return;
  const auto* condition = llvm::dyn_cast<llvm::ConstantInt>(check.getCondition());
  if (condition != nullptr && condition->isZero())
    check.setSuccessor(1, own_trap(check, *trap));
  else
    check.setCondition(llvm::ConstantInt::getTrue(check.getContext()));
}

} // namespace

void keep_decided_checks(llvm::Module& module) {
  llvm::SmallVector<llvm::BranchInst*, 64> branches;
  for (llvm::Function& function : module)
    for (llvm::Instruction& instruction : llvm::instructions(function))
      if (auto* branch = llvm::dyn_cast<llvm::BranchInst>(&instruction);
          branch != nullptr && branch->isConditional())
        branches.push_back(branch);
  for (llvm::BranchInst* branch : branches)
    decide(*branch);
}

} // namespace walkcheck::frontend
