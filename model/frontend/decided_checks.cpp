// SPDX-License-Identifier: GPL-2.0-only
// Decides which of clang's checks to keep. clang folds a division by a literal 0, a shift by a
// literal that is too large, or the conversion of a literal that does not fit, before there is any
// code for it. Only the check remains that clang was asked to put before each such operation. A
// check that can only fail is therefore kept. A check that may pass or fail is removed: the machine
// checks the operation itself, with its operands.
//
// The check for the least number divided by -1 brings along checks for sums that overflow; these
// are removed, as sums wrap. The check of an index always stays, as nothing else knows which array
// the index belongs to. Entry points: keep_decided_checks(), trap_ends().
#include "model/frontend/ir.hpp"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/BasicBlock.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Module.h>
#include <llvm/Transforms/Utils/BasicBlockUtils.h>
#include <llvm/Transforms/Utils/Local.h>

#include <utility>

namespace walkcheck::frontend {
namespace {

// The trap with which the block begins; null if it does something else.
llvm::IntrinsicInst* trap_in(llvm::BasicBlock& block) {
  auto* intrinsic = llvm::dyn_cast<llvm::IntrinsicInst>(block.getFirstNonPHIOrDbg());
  const bool traps =
      intrinsic != nullptr && intrinsic->getIntrinsicID() == llvm::Intrinsic::ubsantrap;
  return traps ? intrinsic : nullptr;
}

// The checks of a function may share one block for the trap, which then has the place of none of
// them. This makes a block for one check.
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

// clang has numbers for more checks than these.
bool is_kept(const llvm::IntrinsicInst& trap) {
  const Check check = check_of(trap);
  return check == Check::Division || check == Check::FloatCast || check == Check::Shift;
}

const llvm::Value& without_casts(const llvm::Value& value) {
  const auto* cast = llvm::dyn_cast<llvm::CastInst>(&value);
  return cast == nullptr ? value : without_casts(*cast->getOperand(0));
}

// Whether the condition compares the element's index. If the index is a constant, the condition is
// one, too.
bool is_checked(const llvm::GetElementPtrInst& element, const llvm::Value& condition) {
  if (!element.getSourceElementType()->isArrayTy() || element.getNumIndices() != 2) return false;
  const llvm::Value& index = without_casts(*element.getOperand(2));
  if (llvm::isa<llvm::ConstantInt>(&index)) return llvm::isa<llvm::ConstantInt>(condition);
  const auto* compared = llvm::dyn_cast<llvm::ICmpInst>(&condition);
  return compared != nullptr && &without_casts(*compared->getOperand(0)) == &index;
}

llvm::SmallVector<llvm::GetElementPtrInst*, 4> checked_by(const llvm::BranchInst& check) {
  llvm::SmallVector<llvm::GetElementPtrInst*, 4> elements;
  for (llvm::Instruction& instruction : *check.getSuccessor(0))
    if (auto* element = llvm::dyn_cast<llvm::GetElementPtrInst>(&instruction);
        element != nullptr && is_checked(*element, *check.getCondition()))
      elements.push_back(element);
  return elements;
}

bool is_unevaluated(const llvm::BranchInst& check);

// Whether the value is only used in a question whether it is constant: C does not evaluate it then.
bool is_only_asked(const llvm::Value& value) {
  return llvm::all_of(value.users(), [](const llvm::User* user) {
    if (const auto* intrinsic = llvm::dyn_cast<llvm::IntrinsicInst>(user))
      return intrinsic->getIntrinsicID() == llvm::Intrinsic::is_constant;
    // The value is the index of another element.
    if (const auto* check = llvm::dyn_cast<llvm::BranchInst>(user)) return is_unevaluated(*check);
    return llvm::isa<llvm::LoadInst, llvm::CastInst, llvm::BinaryOperator, llvm::ICmpInst,
                     llvm::GetElementPtrInst>(user) &&
           is_only_asked(*user);
  });
}

bool is_unevaluated(const llvm::BranchInst& check) {
  if (check.isUnconditional() || trap_in(*check.getSuccessor(1)) == nullptr) return false;
  const auto elements = checked_by(check);
  return !elements.empty() && llvm::all_of(elements, [](const auto* element) {
    return !element->use_empty() && is_only_asked(*element);
  });
}

void decide_bounds(llvm::BranchInst& check, llvm::IntrinsicInst& trap) {
  if (is_unevaluated(check)) {
    llvm::Value* condition = check.getCondition();
    check.setCondition(llvm::ConstantInt::getTrue(check.getContext()));
    llvm::RecursivelyDeleteTriviallyDeadInstructions(condition);
    return;
  }
  for (llvm::GetElementPtrInst* element : checked_by(check))
    element->setMetadata(kElementMark, llvm::MDNode::get(check.getContext(), {}));
  check.setSuccessor(1, own_trap(check, trap));
}

bool accesses(const llvm::User& user, const llvm::Value& pointer) {
  if (const auto* exchange = llvm::dyn_cast<llvm::AtomicRMWInst>(&user))
    return exchange->getPointerOperand() == &pointer;
  if (const auto* exchange = llvm::dyn_cast<llvm::AtomicCmpXchgInst>(&user))
    return exchange->getPointerOperand() == &pointer;
  return llvm::getLoadStorePointerOperand(&user) == &pointer;
}

void trap_end(llvm::GetElementPtrInst& element) {
  llvm::SmallVector<llvm::Instruction*, 4> all;
  for (llvm::User* user : element.users())
    if (accesses(*user, element)) all.push_back(llvm::cast<llvm::Instruction>(user));
  if (all.empty()) return;
  element.setMetadata(kElementMark, nullptr);
  llvm::Value* index = element.getOperand(element.getNumOperands() - 1);
  const std::uint64_t end = element.getSourceElementType()->getArrayNumElements();
  for (llvm::Instruction* access : all) {
    llvm::IRBuilder<> builder(access);
    llvm::Value* beyond =
        builder.CreateICmpEQ(index, llvm::ConstantInt::get(index->getType(), end));
    if (llvm::isa<llvm::ConstantInt>(beyond) && llvm::cast<llvm::ConstantInt>(beyond)->isZero())
      continue;
    llvm::IRBuilder<> trap(llvm::SplitBlockAndInsertIfThen(beyond, access, true));
    trap.SetCurrentDebugLocation(access->getDebugLoc());
    trap.CreateIntrinsic(llvm::Intrinsic::ubsantrap, {},
                         {trap.getInt8(static_cast<std::uint8_t>(Check::Bounds))});
  }
}

void decide(llvm::BranchInst& check, llvm::IntrinsicInst& trap) {
  const auto* condition = llvm::dyn_cast<llvm::ConstantInt>(check.getCondition());
  if (condition != nullptr && condition->isZero() && is_kept(trap))
    check.setSuccessor(1, own_trap(check, trap));
  else
    check.setCondition(llvm::ConstantInt::getTrue(check.getContext()));
}

// Replaces a sum that clang wrote with an overflow check by the plain sum.
void uncheck(llvm::WithOverflowInst& checked) {
  llvm::IRBuilder<> builder(&checked);
  llvm::Value* result =
      builder.CreateBinOp(checked.getBinaryOp(), checked.getLHS(), checked.getRHS());
  for (llvm::User* user : llvm::make_early_inc_range(checked.users())) {
    auto* part = llvm::dyn_cast<llvm::ExtractValueInst>(user);
    if (part == nullptr) continue;
    part->replaceAllUsesWith(part->getIndices()[0] == 0 ? result : builder.getFalse());
    part->eraseFromParent();
  }
  if (checked.use_empty()) checked.eraseFromParent();
}

} // namespace

Check check_of(const llvm::IntrinsicInst& trap) {
  return static_cast<Check>(llvm::cast<llvm::ConstantInt>(trap.getArgOperand(0))->getZExtValue());
}

// `&a[n]` is the end of an array of n elements. clang allows it even if the element is accessed at
// once, as in READ_ONCE(a[n]).
void trap_ends(llvm::Module& module) {
  llvm::SmallVector<llvm::GetElementPtrInst*, 16> elements;
  for (llvm::Function& function : module)
    for (llvm::Instruction& instruction : llvm::instructions(function))
      if (auto* element = llvm::dyn_cast<llvm::GetElementPtrInst>(&instruction);
          element != nullptr && element->hasMetadata(kElementMark))
        elements.push_back(element);
  for (llvm::GetElementPtrInst* element : elements)
    trap_end(*element);
}

void keep_decided_checks(llvm::Module& module) {
  llvm::SmallVector<llvm::WithOverflowInst*, 64> sums;
  llvm::SmallVector<std::pair<llvm::BranchInst*, llvm::IntrinsicInst*>, 64> checks, of_bounds;
  for (llvm::Function& function : module)
    for (llvm::Instruction& instruction : llvm::instructions(function)) {
      if (auto* branch = llvm::dyn_cast<llvm::BranchInst>(&instruction);
          branch != nullptr && branch->isConditional())
        if (llvm::IntrinsicInst* trap = trap_in(*branch->getSuccessor(1)))
          (check_of(*trap) == Check::Bounds ? of_bounds : checks).emplace_back(branch, trap);
      // Sums from __builtin_add_overflow() and its like have no such mark.
      if (auto* sum = llvm::dyn_cast<llvm::WithOverflowInst>(&instruction);
          sum != nullptr && sum->hasMetadata(llvm::LLVMContext::MD_nosanitize))
        sums.push_back(sum);
    }
  for (const auto& [check, trap] : checks)
    decide(*check, *trap);
  for (llvm::WithOverflowInst* sum : sums)
    uncheck(*sum);
  // The bounds come last: the use of an element can only be seen without the other checks.
  for (const auto& [check, trap] : of_bounds)
    decide_bounds(*check, *trap);
}

} // namespace walkcheck::frontend
