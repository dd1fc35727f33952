// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/spliced_loop.hpp"

#include <llvm/IR/Constants.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Instructions.h>
#include <llvm/Transforms/Utils/BasicBlockUtils.h>

namespace walkcheck::frontend {

void mark_uncounted(llvm::Instruction& branch) {
  branch.setMetadata(kUncounted, llvm::MDNode::get(branch.getContext(), {}));
}

void splice_loop(llvm::Instruction& at, llvm::Value& count,
                 const std::function<void(llvm::IRBuilderBase&, llvm::Value&)>& body) {
  if (const auto* known = llvm::dyn_cast<llvm::ConstantInt>(&count);
      known != nullptr && known->isZero())
    return;
  llvm::IRBuilder<> before(&at);
  llvm::Value* any = before.CreateICmpNE(&count, llvm::ConstantInt::get(count.getType(), 0));
  llvm::Instruction* then = llvm::SplitBlockAndInsertIfThen(any, &at, /*Unreachable=*/false);
  then->setDebugLoc(at.getDebugLoc());
  const auto [inside, index] = llvm::SplitBlockAndInsertSimpleForLoop(&count, then);
  llvm::BasicBlock& block = *inside->getParent();
  llvm::IRBuilder<> within(inside);
  within.SetCurrentDebugLocation(at.getDebugLoc());
  body(within, *index);
  for (llvm::Instruction& each : block)
    if (!each.getDebugLoc()) each.setDebugLoc(at.getDebugLoc());
  mark_uncounted(*block.getTerminator());
}

} // namespace walkcheck::frontend
