// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/whole/segments.hpp"

#include "model/frontend/whole/assembly.hpp"

#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/Operator.h>
#include <llvm/Transforms/Utils/Local.h>

namespace walkcheck::frontend {
namespace {

constexpr unsigned kGs = 256;

// The operand that is the pointer that is accessed, or null.
llvm::Use* accessed(llvm::Instruction& instruction) {
  for (llvm::Use& operand : instruction.operands()) {
    const unsigned at = operand.getOperandNo();
    const bool is_address = (llvm::isa<llvm::LoadInst>(instruction) &&
                             at == llvm::LoadInst::getPointerOperandIndex()) ||
                            (llvm::isa<llvm::StoreInst>(instruction) &&
                             at == llvm::StoreInst::getPointerOperandIndex()) ||
                            (llvm::isa<llvm::AtomicRMWInst>(instruction) &&
                             at == llvm::AtomicRMWInst::getPointerOperandIndex()) ||
                            (llvm::isa<llvm::AtomicCmpXchgInst>(instruction) &&
                             at == llvm::AtomicCmpXchgInst::getPointerOperandIndex());
    if (is_address && operand->getType()->getPointerAddressSpace() == kGs) return &operand;
  }
  return nullptr;
}

llvm::Value* from_number(llvm::IRBuilderBase& builder, llvm::Value& number) {
  auto* from = llvm::dyn_cast<llvm::PtrToIntOperator>(&number);
  if (from != nullptr && from->getPointerAddressSpace() == 0) return from->getPointerOperand();
  return builder.CreateIntToPtr(&number, builder.getPtrTy());
}

llvm::Value* element(llvm::IRBuilderBase& builder, llvm::GEPOperator& address) {
  llvm::Value* base = without_segment(builder, *address.getPointerOperand());
  if (base == nullptr) return nullptr;
  const llvm::SmallVector<llvm::Value*, 4> indices(address.indices());
  return builder.CreateGEP(address.getSourceElementType(), base, indices);
}

// A pointer in memory has the same bytes. What is read twice must be what was read once.
llvm::Value* loaded(llvm::LoadInst& load) {
  llvm::IRBuilder<> builder(load.getNextNode());
  builder.SetCurrentDebugLocation(load.getDebugLoc());
  return builder.CreateIntToPtr(builder.CreatePtrToInt(&load, builder.getInt64Ty()),
                                builder.getPtrTy());
}

} // namespace

llvm::Value* without_segment(llvm::IRBuilderBase& builder, llvm::Value& pointer) {
  const unsigned space = pointer.getType()->getPointerAddressSpace();
  if (space == 0) return &pointer;
  if (space != kGs) return nullptr;
  if (llvm::isa<llvm::ConstantPointerNull>(pointer))
    return llvm::ConstantPointerNull::get(builder.getPtrTy());
  if (auto* cast = llvm::dyn_cast<llvm::AddrSpaceCastOperator>(&pointer))
    return cast->getSrcAddressSpace() == 0 ? cast->getPointerOperand() : nullptr;
  if (auto* address = llvm::dyn_cast<llvm::GEPOperator>(&pointer))
    return element(builder, *address);
  if (auto* cast = llvm::dyn_cast<llvm::Operator>(&pointer);
      cast != nullptr && cast->getOpcode() == llvm::Instruction::IntToPtr)
    return from_number(builder, *cast->getOperand(0));
  if (auto* load = llvm::dyn_cast<llvm::LoadInst>(&pointer)) return loaded(*load);
  return nullptr;
}

void replace_segments(llvm::Module& module) {
  llvm::SmallVector<llvm::Use*, 16> found;
  for (llvm::Function& function : module)
    for (llvm::Instruction& instruction : llvm::instructions(function))
      if (llvm::Use* pointer = accessed(instruction)) found.push_back(pointer);
  for (llvm::Use* use : found) {
    auto& user = llvm::cast<llvm::Instruction>(*use->getUser());
    llvm::IRBuilder<> builder(&user);
    llvm::Value* before = use->get();
    if (llvm::Value* plain = without_segment(builder, *before)) {
      use->set(plain);
      llvm::RecursivelyDeleteTriviallyDeadInstructions(before);
    }
  }
}

} // namespace walkcheck::frontend
