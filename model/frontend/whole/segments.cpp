// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/whole/segments.hpp"

#include "model/frontend/whole/assembly.hpp"
#include "model/frontend/whole/per_cpu.hpp"

#include <llvm/ADT/SmallPtrSet.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/Operator.h>

namespace walkcheck::frontend {
namespace {

constexpr unsigned kGs = 256;

bool is_relative(const llvm::Type& type) {
  return type.isPointerTy() && type.getPointerAddressSpace() == kGs;
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

// What makes a pointer of other values, or reads one: with a pointer of the other type it is the
// same instruction.
bool makes_pointer(const llvm::Instruction& instruction) {
  return llvm::isa<llvm::LoadInst, llvm::GetElementPtrInst, llvm::PHINode, llvm::SelectInst,
                   llvm::FreezeInst, llvm::IntToPtrInst>(instruction);
}

bool accesses(const llvm::Instruction& user, unsigned operand) {
  if (llvm::isa<llvm::LoadInst>(user)) return true;
  if (llvm::isa<llvm::StoreInst>(user)) return operand == llvm::StoreInst::getPointerOperandIndex();
  return (llvm::isa<llvm::AtomicRMWInst>(user) &&
          operand == llvm::AtomicRMWInst::getPointerOperandIndex()) ||
         (llvm::isa<llvm::AtomicCmpXchgInst>(user) &&
          operand == llvm::AtomicCmpXchgInst::getPointerOperandIndex());
}

// Which operands may as well be such a pointer.
bool takes_pointer(const llvm::Instruction& user, unsigned operand) {
  return makes_pointer(user) || accesses(user, operand) ||
         llvm::isa<llvm::StoreInst, llvm::ICmpInst, llvm::PtrToIntInst>(user);
}

class Segments {
public:
  explicit Segments(llvm::Function& function) : function_(function) {}

  void replace() {
    for (llvm::Instruction& each : llvm::instructions(function_)) {
      auto* local = llvm::dyn_cast<llvm::AllocaInst>(&each);
      if (local != nullptr && is_relative(*local->getAllocatedType()))
        local->setAllocatedType(plain());
      if (!is_relative(*each.getType()) || !makes_pointer(each)) continue;
      each.mutateType(plain());
      changed_.insert(&each);
    }
    llvm::SmallVector<llvm::Instruction*, 64> all;
    for (llvm::Instruction& each : llvm::instructions(function_))
      all.push_back(&each);
    for (llvm::Instruction* each : all)
      for (llvm::Use& operand : each->operands())
        fit(operand, *each);
    for (llvm::Instruction* each : all)
      drop_cast(*each);
  }

private:
  llvm::PointerType* plain() const { return llvm::PointerType::get(function_.getContext(), 0); }

  static llvm::Instruction* before(const llvm::Use& operand, llvm::Instruction& user) {
    auto* phi = llvm::dyn_cast<llvm::PHINode>(&user);
    return phi == nullptr ? &user : phi->getIncomingBlock(operand)->getTerminator();
  }

  // An operand of the type that its user takes now.
  void fit(llvm::Use& operand, llvm::Instruction& user) {
    if (llvm::isa<llvm::AddrSpaceCastInst>(user)) return;
    const bool takes = takes_pointer(user, operand.getOperandNo());
    const bool was = is_relative(*operand->getType()) || changed_.contains(operand.get());
    if (takes && is_relative(*operand->getType())) {
      llvm::IRBuilder<> builder(before(operand, user));
      llvm::Value* pointer = without_segment(builder, *operand);
      operand.set(pointer != nullptr ? pointer
                                     : builder.CreateAddrSpaceCast(operand.get(), plain()));
    } else if (!takes && changed_.contains(operand.get())) {
      // Of a call, or a return: who understands it sees the pointer behind this.
      llvm::IRBuilder<> builder(before(operand, user));
      operand.set(builder.CreateAddrSpaceCast(operand.get(),
                                              llvm::PointerType::get(user.getContext(), kGs)));
    }
    if (!was || !accesses(user, operand.getOperandNo())) return;
    llvm::IRBuilder<> builder(&user);
    builder.SetCurrentDebugLocation(user.getDebugLoc());
    operand.set(at_this_cpu(builder, *operand));
  }

  // From a pointer that has no address space any more.
  void drop_cast(llvm::Instruction& cast) const {
    if (!llvm::isa<llvm::AddrSpaceCastInst>(cast) ||
        cast.getType() != cast.getOperand(0)->getType())
      return;
    cast.replaceAllUsesWith(cast.getOperand(0));
    cast.eraseFromParent();
  }

  llvm::Function& function_;
  llvm::SmallPtrSet<llvm::Value*, 16> changed_;
};

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
  return nullptr;
}

void replace_segments(llvm::Module& module) {
  for (llvm::Function& function : module)
    Segments(function).replace();
}

} // namespace walkcheck::frontend
