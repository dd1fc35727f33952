// SPDX-License-Identifier: GPL-2.0-only
// memcpy() and the assignment of a structure are undefined if the two places overlap (C11 7.24.2.1,
// 6.5.16.1p3). This adds a check to each copy that may overlap. Copying an object onto itself is
// allowed, as every compiler leaves it unchanged. Entry point: trap_overlapping_copies().
#include "model/frontend/ir.hpp"

#include <llvm/ADT/SmallVector.h>
#include <llvm/Analysis/AliasAnalysis.h>
#include <llvm/Analysis/CaptureTracking.h>
#include <llvm/Analysis/ValueTracking.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Module.h>
#include <llvm/Transforms/Utils/BasicBlockUtils.h>

#include <algorithm>

namespace walkcheck::frontend {
namespace {

// Whether the object is a local that this pointer cannot lead to, because nobody has its address or
// because the pointer is older. If its address were compared, the local would have to stay in
// memory.
bool is_hidden(const llvm::Value& object, const llvm::Value& pointer) {
  return llvm::isa<llvm::AllocaInst>(object) &&
         (llvm::isa<llvm::Argument>(pointer) ||
          !llvm::PointerMayBeCaptured(&object, /*ReturnCaptures=*/true, /*StoreCaptures=*/true));
}

// Whether the places cannot overlap in part: they are in two different objects, or they are the
// same place if they share any byte.
bool is_apart(const llvm::MemCpyInst& copy) {
  const llvm::Value* to = llvm::getUnderlyingObject(copy.getRawDest());
  const llvm::Value* from = llvm::getUnderlyingObject(copy.getRawSource());
  if (to == from) return false;
  if (llvm::isIdentifiedObject(to) && llvm::isIdentifiedObject(from)) return true;
  if (is_hidden(*to, *from) || is_hidden(*from, *to)) return true;
  const auto* length = llvm::dyn_cast<llvm::ConstantInt>(copy.getLength());
  const llvm::Align both =
      std::min(copy.getDestAlign().valueOrOne(), copy.getSourceAlign().valueOrOne());
  return length != nullptr && length->getZExtValue() <= both.value();
}

void trap_overlap(llvm::MemCpyInst& copy) {
  llvm::IRBuilder<> builder(&copy);
  llvm::Type* number = builder.getInt64Ty();
  llvm::Value* bytes = builder.CreateZExtOrTrunc(copy.getLength(), number);
  llvm::Value* ahead = bytes_ahead(builder, *copy.getRawDest(), *copy.getRawSource());
  llvm::Value* within = builder.CreateOr(builder.CreateICmpULT(ahead, bytes),
                                         builder.CreateICmpULT(builder.CreateNeg(ahead), bytes));
  llvm::Value* overlap =
      builder.CreateAnd(builder.CreateICmpNE(ahead, builder.getInt64(0)), within);
  llvm::IRBuilder<> trap(llvm::SplitBlockAndInsertIfThen(overlap, &copy, true));
  trap.SetCurrentDebugLocation(copy.getDebugLoc());
  trap.CreateIntrinsic(llvm::Intrinsic::ubsantrap, {},
                       {trap.getInt8(static_cast<std::uint8_t>(Check::Overlap))});
}

} // namespace

llvm::Value* bytes_ahead(llvm::IRBuilderBase& builder, llvm::Value& to, llvm::Value& from) {
  llvm::Type* number = builder.getInt64Ty();
  llvm::Value* minus = builder.CreateNeg(builder.CreatePtrToInt(&from, number));
  return builder.CreateAdd(builder.CreatePtrToInt(&to, number), minus);
}

void trap_overlapping_copies(llvm::Module& module) {
  llvm::SmallVector<llvm::MemCpyInst*, 16> copies;
  for (llvm::Function& function : module)
    for (llvm::Instruction& instruction : llvm::instructions(function))
      if (auto* copy = llvm::dyn_cast<llvm::MemCpyInst>(&instruction);
          copy != nullptr && !copy->isVolatile() && !is_apart(*copy))
        copies.push_back(copy);
  for (llvm::MemCpyInst* copy : copies)
    trap_overlap(*copy);
}

} // namespace walkcheck::frontend
