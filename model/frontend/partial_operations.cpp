// SPDX-License-Identifier: GPL-2.0-only
// Divisions, shifts and the like have no result in C for some operands, and a pass may use that to
// fold or drop one. So they become calls of declared functions: these stay in place whether or not
// the result is used. They become operations again once their operands are known to be good. Entry
// points: hide_partial_operations(), show_total_operations().
#include "model/frontend/ir.hpp"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/Operator.h>
#include <llvm/IR/PatternMatch.h>
#include <llvm/Transforms/Utils/Local.h>

namespace walkcheck::frontend {
namespace {

bool is_partial(unsigned opcode) {
  switch (opcode) {
  case llvm::Instruction::UDiv:
  case llvm::Instruction::SDiv:
  case llvm::Instruction::URem:
  case llvm::Instruction::SRem:
  case llvm::Instruction::Shl:
  case llvm::Instruction::LShr:
  case llvm::Instruction::AShr: return true;
  default: return false; // LLVM's own enumeration
  }
}

// Whether the operation has a result for any first operand, given the second.
bool is_total_with(unsigned opcode, const llvm::Value& second) {
  const auto* number = llvm::dyn_cast<llvm::ConstantInt>(&second);
  if (number == nullptr) return false;
  const llvm::APInt& value = number->getValue();
  switch (opcode) {
  case llvm::Instruction::UDiv:
  case llvm::Instruction::URem: return !value.isZero();
  case llvm::Instruction::SDiv:
  case llvm::Instruction::SRem: return !value.isZero() && !value.isAllOnes();
  default: return value.ult(value.getBitWidth());
  }
}

llvm::Value* hidden(llvm::IRBuilder<>& builder, llvm::Module& module, llvm::StringRef operation,
                    llvm::Type* result, llvm::ArrayRef<llvm::Value*> operands) {
  std::string name = (kHiddenPrefix + operation).str();
  llvm::SmallVector<llvm::Type*, 2> types;
  for (llvm::Value* operand : operands)
    types.push_back(operand->getType());
  if (const auto* integer = llvm::dyn_cast<llvm::IntegerType>(result))
    name += ".i" + std::to_string(integer->getBitWidth());
  return builder.CreateCall(
      module.getOrInsertFunction(name, llvm::FunctionType::get(result, types, false)), operands);
}

// For ffs() and its like clang counts the zeros of a 0, and then takes another value instead.
bool is_replaced_for_zero(const llvm::IntrinsicInst& count) {
  const llvm::Value* result = &count;
  while (result->hasOneUse()) {
    const llvm::Value* user = *result->user_begin();
    if (const auto* choice = llvm::dyn_cast<llvm::SelectInst>(user)) {
      const auto* test = llvm::dyn_cast<llvm::ICmpInst>(choice->getCondition());
      return test != nullptr && choice->getFalseValue() == result &&
             test->getPredicate() == llvm::ICmpInst::ICMP_EQ &&
             test->getOperand(0) == count.getArgOperand(0) &&
             llvm::PatternMatch::match(test->getOperand(1), llvm::PatternMatch::m_Zero());
    }
    const auto* binary = llvm::dyn_cast<llvm::BinaryOperator>(user);
    const bool adds = binary != nullptr && binary->getOpcode() == llvm::Instruction::Add;
    if (!adds && !llvm::isa<llvm::CastInst>(user)) return false;
    result = user;
  }
  return false;
}

// The condition that __builtin_assume() or __builtin_assume_aligned() states.
llvm::Value* promised(llvm::IRBuilder<>& builder, llvm::IntrinsicInst& assume) {
  llvm::Value* all = assume.getArgOperand(0);
  for (unsigned i = 0; i < assume.getNumOperandBundles(); ++i) {
    const llvm::OperandBundleUse bundle = assume.getOperandBundleAt(i);
    if (bundle.getTagName() != "align") continue;
    llvm::Type* number = builder.getInt64Ty();
    llvm::Value* address = builder.CreatePtrToInt(bundle.Inputs[0], number);
    if (bundle.Inputs.size() > 2)
      address = builder.CreateSub(address, builder.CreateZExtOrTrunc(bundle.Inputs[2], number));
    llvm::Value* alignment = builder.CreateZExtOrTrunc(bundle.Inputs[1], number);
    llvm::Value* rest =
        builder.CreateAnd(address, builder.CreateSub(alignment, builder.getInt64(1)));
    all = builder.CreateAnd(all, builder.CreateICmpEQ(rest, builder.getInt64(0)));
  }
  return all;
}

// The call that hides the operation; null if it has a result for all operands.
llvm::Value* hidden(llvm::Instruction& instruction) {
  llvm::IRBuilder<> builder(&instruction);
  llvm::Module& module = *instruction.getModule();
  llvm::Type* type = instruction.getType();
  if (is_partial(instruction.getOpcode()) && type->isIntegerTy()) {
    llvm::Value* second = instruction.getOperand(1);
    if (is_total_with(instruction.getOpcode(), *second)) return nullptr;
    return hidden(builder, module, instruction.getOpcodeName(), type,
                  {instruction.getOperand(0), second});
  }
  auto* intrinsic = llvm::dyn_cast<llvm::IntrinsicInst>(&instruction);
  if (intrinsic == nullptr) return nullptr;
  switch (intrinsic->getIntrinsicID()) {
  case llvm::Intrinsic::assume:
    if (llvm::Value* promise = promised(builder, *intrinsic);
        !llvm::PatternMatch::match(promise, llvm::PatternMatch::m_One()))
      return hidden(builder, module, "assume", type, {promise});
    return nullptr;
  case llvm::Intrinsic::cttz:
  case llvm::Intrinsic::ctlz:
  case llvm::Intrinsic::abs: {
    if (llvm::cast<llvm::ConstantInt>(intrinsic->getArgOperand(1))->isZero()) return nullptr;
    const bool abs = intrinsic->getIntrinsicID() == llvm::Intrinsic::abs;
    if (!abs && is_replaced_for_zero(*intrinsic)) {
      intrinsic->setArgOperand(1, builder.getFalse());
      return nullptr;
    }
    const bool leading = intrinsic->getIntrinsicID() == llvm::Intrinsic::ctlz;
    return hidden(builder, module,
                  abs       ? "abs"
                  : leading ? "ctlz"
                            : "cttz",
                  type, {intrinsic->getArgOperand(0)});
  }
  default: return nullptr; // LLVM's list has thousands
  }
}

unsigned opcode_of(llvm::StringRef operation) {
  for (unsigned opcode = llvm::Instruction::BinaryOpsBegin;
       opcode != llvm::Instruction::BinaryOpsEnd; ++opcode)
    if (operation == llvm::Instruction::getOpcodeName(opcode)) return opcode;
  return 0;
}

// The operation again; null if it may still have no result, or is not a binary operation.
llvm::Value* shown(llvm::CallInst& call) {
  const llvm::Function* callee = call.getCalledFunction();
  if (callee == nullptr || call.arg_size() != 2) return nullptr;
  llvm::StringRef name = callee->getName();
  if (!name.consume_front(kHiddenPrefix)) return nullptr;
  const unsigned opcode = opcode_of(name.split('.').first);
  if (!is_partial(opcode) || !is_total_with(opcode, *call.getArgOperand(1))) return nullptr;
  llvm::IRBuilder<> builder(&call);
  return builder.CreateBinOp(static_cast<llvm::Instruction::BinaryOps>(opcode),
                             call.getArgOperand(0), call.getArgOperand(1));
}

// Whether evaluating the value can fail, or is an access.
bool is_risky(const llvm::Value& value) {
  const auto* instruction = llvm::dyn_cast<llvm::Instruction>(&value);
  if (instruction == nullptr || !instruction->hasOneUse()) return false;
  if (const auto* load = llvm::dyn_cast<llvm::LoadInst>(instruction))
    return !llvm::isa<llvm::AllocaInst>(load->getPointerOperand());
  return (is_partial(instruction->getOpcode()) &&
          !is_total_with(instruction->getOpcode(), *instruction->getOperand(1))) ||
         llvm::any_of(instruction->operands(),
                      [](const llvm::Use& operand) { return is_risky(*operand); });
}

template <class Each> void replace_each(llvm::Module& module, Each replacement) {
  llvm::SmallVector<llvm::Instruction*, 64> all;
  for (llvm::Function& function : module)
    for (llvm::Instruction& instruction : llvm::instructions(function))
      all.push_back(&instruction);
  for (llvm::Instruction* instruction : all) {
    llvm::Value* instead = replacement(*instruction);
    if (instead == nullptr) continue;
    instruction->replaceAllUsesWith(instead);
    if (auto* created = llvm::dyn_cast<llvm::Instruction>(instead)) created->takeName(instruction);
    instruction->eraseFromParent();
  }
}

void erase_promises(llvm::Instruction& instruction) {
  for (const unsigned kind :
       {llvm::LLVMContext::MD_range, llvm::LLVMContext::MD_noundef, llvm::LLVMContext::MD_nonnull,
        llvm::LLVMContext::MD_dereferenceable, llvm::LLVMContext::MD_dereferenceable_or_null,
        llvm::LLVMContext::MD_align, llvm::LLVMContext::MD_noalias,
        llvm::LLVMContext::MD_alias_scope, llvm::LLVMContext::MD_invariant_load})
    instruction.setMetadata(kind, nullptr);
  instruction.dropPoisonGeneratingFlags();
}

// Attributes that promise something are removed. Those that say how arguments are passed are kept.
bool is_promise(const llvm::Attribute& attribute) {
  if (attribute.isStringAttribute()) return false;
  switch (attribute.getKindAsEnum()) {
  case llvm::Attribute::NoUndef:
  case llvm::Attribute::NonNull:
  case llvm::Attribute::Dereferenceable:
  case llvm::Attribute::DereferenceableOrNull:
  case llvm::Attribute::NoAlias:
  case llvm::Attribute::Range:
  case llvm::Attribute::Returned:
  case llvm::Attribute::ReadNone:
  case llvm::Attribute::ReadOnly:
  case llvm::Attribute::WriteOnly:
  case llvm::Attribute::NoCapture:
  case llvm::Attribute::Memory:
  case llvm::Attribute::Speculatable:
  case llvm::Attribute::WillReturn:
  case llvm::Attribute::MustProgress: return true;
  default: return false; // LLVM's list
  }
}

llvm::AttributeList without_promises(llvm::LLVMContext& context, const llvm::AttributeList& list) {
  llvm::AttributeList kept = list;
  for (const unsigned index : list.indexes())
    for (const llvm::Attribute& attribute : list.getAttributes(index))
      if (is_promise(attribute))
        kept = kept.removeAttributeAtIndex(context, index, attribute.getKindAsEnum());
  return kept;
}

} // namespace

void erase_promises(llvm::Module& module) {
  llvm::LLVMContext& context = module.getContext();
  for (llvm::Function& function : module) {
    if (!function.isIntrinsic())
      function.setAttributes(without_promises(context, function.getAttributes()));
    for (llvm::Instruction& instruction : llvm::instructions(function)) {
      erase_promises(instruction);
      if (auto* call = llvm::dyn_cast<llvm::CallBase>(&instruction);
          call != nullptr && !llvm::isa<llvm::IntrinsicInst>(call))
        call->setAttributes(without_promises(context, call->getAttributes()));
    }
  }
}

// Only after inlining can it be seen whether a number is constant; a value that is read from memory
// never is.
void drop_unevaluated(llvm::Module& module) {
  llvm::SmallVector<llvm::IntrinsicInst*, 16> questions;
  for (llvm::Function& function : module)
    for (llvm::Instruction& instruction : llvm::instructions(function))
      if (auto* question = llvm::dyn_cast<llvm::IntrinsicInst>(&instruction);
          question != nullptr && question->getIntrinsicID() == llvm::Intrinsic::is_constant &&
          is_risky(*question->getArgOperand(0)))
        questions.push_back(question);
  for (llvm::IntrinsicInst* question : questions) {
    llvm::Value* operand = question->getArgOperand(0);
    question->replaceAllUsesWith(llvm::ConstantInt::getFalse(question->getContext()));
    question->eraseFromParent();
    llvm::RecursivelyDeleteTriviallyDeadInstructions(operand);
  }
}

void hide_partial_operations(llvm::Module& module) {
  replace_each(module, [](llvm::Instruction& instruction) { return hidden(instruction); });
}

void show_total_operations(llvm::Module& module) {
  replace_each(module, [](llvm::Instruction& instruction) -> llvm::Value* {
    auto* call = llvm::dyn_cast<llvm::CallInst>(&instruction);
    return call == nullptr ? nullptr : shown(*call);
  });
}

} // namespace walkcheck::frontend
