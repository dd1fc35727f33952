// SPDX-License-Identifier: GPL-2.0-only
// clang folds a division by a literal 0, a shift by a literal that is too far, or the conversion of
// a literal that does not fit, before there is any code of it. What it leaves of one is the check
// that it was asked to put before each: where that check can only fail, it stays. Where it could do
// either it goes: the machine checks the operation itself, with its operands. Sums that overflow
// are checked along with the least number divided by -1, and are none of our business: they wrap.
// Of an index nothing else knows which array it is of, so that its check stays whatever it does.
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

// clang has numbers for more checks than these.
bool is_kept(const llvm::IntrinsicInst& trap) {
  const Check check = check_of(trap);
  return check == Check::Division || check == Check::FloatCast || check == Check::Shift;
}

const llvm::Value& without_casts(const llvm::Value& value) {
  const auto* cast = llvm::dyn_cast<llvm::CastInst>(&value);
  return cast == nullptr ? value : without_casts(*cast->getOperand(0));
}

// Whether the element's index is what the condition compares with the array's length. One that is a
// constant has no condition left.
bool is_checked(const llvm::GetElementPtrInst& element, const llvm::Value& condition) {
  if (!element.getSourceElementType()->isArrayTy() || element.getNumIndices() != 2) return false;
  const std::uint64_t length = element.getSourceElementType()->getArrayNumElements();
  const llvm::Value& index = without_casts(*element.getOperand(2));
  if (const auto* number = llvm::dyn_cast<llvm::ConstantInt>(&index))
    return llvm::isa<llvm::ConstantInt>(condition) && number->getValue() == length;
  const auto* compared = llvm::dyn_cast<llvm::ICmpInst>(&condition);
  if (compared == nullptr || &without_casts(*compared->getOperand(0)) != &index) return false;
  const auto* with = llvm::dyn_cast<llvm::ConstantInt>(compared->getOperand(1));
  return with != nullptr && with->getValue() == length;
}

void mark_element(llvm::BranchInst& check) {
  for (llvm::Instruction& instruction : *check.getSuccessor(0)) {
    auto* element = llvm::dyn_cast<llvm::GetElementPtrInst>(&instruction);
    if (element != nullptr && is_checked(*element, *check.getCondition()))
      element->setMetadata(kElementMark, llvm::MDNode::get(check.getContext(), {}));
  }
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

void decide(llvm::BranchInst& check) {
  llvm::IntrinsicInst* trap = trap_in(*check.getSuccessor(1));
  if (trap == nullptr) return;
  if (check_of(*trap) == Check::Bounds) {
    mark_element(check);
    return check.setSuccessor(1, own_trap(check, *trap));
  }
  const auto* condition = llvm::dyn_cast<llvm::ConstantInt>(check.getCondition());
  if (condition != nullptr && condition->isZero() && is_kept(*trap))
    check.setSuccessor(1, own_trap(check, *trap));
  else
    check.setCondition(llvm::ConstantInt::getTrue(check.getContext()));
}

// A sum that clang wrote with a check of its overflow is the sum.
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

// `&a[n]` is the end of an array of n elements, which clang lets pass also where that is accessed
// at once, as in READ_ONCE(a[n]).
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
  llvm::SmallVector<llvm::BranchInst*, 64> branches;
  for (llvm::Function& function : module)
    for (llvm::Instruction& instruction : llvm::instructions(function)) {
      if (auto* branch = llvm::dyn_cast<llvm::BranchInst>(&instruction);
          branch != nullptr && branch->isConditional())
        branches.push_back(branch);
      // __builtin_add_overflow() and its like have no such mark.
      if (auto* sum = llvm::dyn_cast<llvm::WithOverflowInst>(&instruction);
          sum != nullptr && sum->hasMetadata(llvm::LLVMContext::MD_nosanitize))
        sums.push_back(sum);
    }
  for (llvm::BranchInst* branch : branches)
    decide(*branch);
  for (llvm::WithOverflowInst* sum : sums)
    uncheck(*sum);
}

} // namespace walkcheck::frontend
