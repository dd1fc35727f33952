// SPDX-License-Identifier: GPL-2.0-only
// Branches, switches and returns.
#include "model/frontend/function_lowering.hpp"

#include <fmt/format.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/Instructions.h>

namespace walkcheck::frontend {

bool FunctionLowering::lower_control(llvm::Instruction& instruction) {
  if (auto* branch = llvm::dyn_cast<llvm::BranchInst>(&instruction))
    return lower_branch(*branch), true;
  if (auto* choice = llvm::dyn_cast<llvm::SwitchInst>(&instruction))
    return lower_switch(*choice), true;
  if (auto* end = llvm::dyn_cast<llvm::ReturnInst>(&instruction)) return lower_return(*end), true;
  if (llvm::isa<llvm::UnreachableInst>(instruction)) {
    emit(program::Unreachable{});
    return true;
  }
  if (!instruction.isTerminator()) return false;
  const bool computed_goto = llvm::isa<llvm::IndirectBrInst>(instruction);
  const bool asm_goto = llvm::isa<llvm::CallBrInst>(instruction);
  reject(instruction,
         computed_goto ? "a computed goto is not supported"
         : asm_goto
             ? "asm goto is not supported"
             : fmt::format("the construct `{}` is not supported", instruction.getOpcodeName()),
         asm_goto ? "define the static key or feature test as a plain function in the spec"
                  : "use if, switch and plain goto");
  return true;
}

void FunctionLowering::lower_branch(llvm::BranchInst& branch) {
  llvm::BasicBlock& block = *branch.getParent();
  if (branch.isUnconditional()) return emit_edge(block, *branch.getSuccessor(0));
  const Operand condition = scalar(*branch.getCondition());
  const Node if_true = edge_to(block, *branch.getSuccessor(0));
  const Node if_false = edge_to(block, *branch.getSuccessor(1));
  emit(program::Branch{condition, if_true, if_false});
}

void FunctionLowering::lower_switch(llvm::SwitchInst& choice) {
  llvm::BasicBlock& block = *choice.getParent();
  bits_of(*choice.getCondition()->getType());
  program::Switch lowered;
  lowered.value = scalar(*choice.getCondition());
  for (const auto& one : choice.cases())
    lowered.cases.emplace_back(one.getCaseValue()->getValue().getLimitedValue(),
                               edge_to(block, *one.getCaseSuccessor()));
  lowered.otherwise = edge_to(block, *choice.getDefaultDest());
  emit(std::move(lowered));
}

void FunctionLowering::lower_return(llvm::ReturnInst& end) {
  llvm::Value* value = end.getReturnValue();
  if (value == nullptr) return emit(program::Return{std::nullopt});
  if (value->getType()->isAggregateType()) bits_of(*value->getType());
  const Scalars result = scalars(*value);
  emit(program::Return{result.empty() ? std::nullopt : std::optional(result[0])});
}

} // namespace walkcheck::frontend
