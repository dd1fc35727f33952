// SPDX-License-Identifier: GPL-2.0-only
// Local computation: integer arithmetic, comparisons, casts, addresses, structs in registers.
#include "model/frontend/function_lowering.hpp"

#include <fmt/format.h>
#include <llvm/ADT/MapVector.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/DataLayout.h>
#include <llvm/IR/DerivedTypes.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Operator.h>

namespace walkcheck::frontend {
namespace {

using program::BinaryOp;
using program::CastOp;
using program::Comparison;

std::optional<BinaryOp> binary_op(unsigned opcode) {
  switch (opcode) {
  case llvm::Instruction::Add: return BinaryOp::Add;
  case llvm::Instruction::Sub: return BinaryOp::Sub;
  case llvm::Instruction::Mul: return BinaryOp::Mul;
  case llvm::Instruction::UDiv: return BinaryOp::UDiv;
  case llvm::Instruction::SDiv: return BinaryOp::SDiv;
  case llvm::Instruction::URem: return BinaryOp::URem;
  case llvm::Instruction::SRem: return BinaryOp::SRem;
  case llvm::Instruction::And: return BinaryOp::And;
  case llvm::Instruction::Or: return BinaryOp::Or;
  case llvm::Instruction::Xor: return BinaryOp::Xor;
  case llvm::Instruction::Shl: return BinaryOp::Shl;
  case llvm::Instruction::LShr: return BinaryOp::LShr;
  case llvm::Instruction::AShr: return BinaryOp::AShr;
  default: return std::nullopt; // LLVM's own enumeration, which includes floating point
  }
}

std::optional<Comparison> comparison(llvm::CmpInst::Predicate predicate) {
  switch (predicate) {
  case llvm::CmpInst::ICMP_EQ: return Comparison::Eq;
  case llvm::CmpInst::ICMP_NE: return Comparison::Ne;
  case llvm::CmpInst::ICMP_ULT: return Comparison::ULt;
  case llvm::CmpInst::ICMP_ULE: return Comparison::ULe;
  case llvm::CmpInst::ICMP_UGT: return Comparison::UGt;
  case llvm::CmpInst::ICMP_UGE: return Comparison::UGe;
  case llvm::CmpInst::ICMP_SLT: return Comparison::SLt;
  case llvm::CmpInst::ICMP_SLE: return Comparison::SLe;
  case llvm::CmpInst::ICMP_SGT: return Comparison::SGt;
  case llvm::CmpInst::ICMP_SGE: return Comparison::SGe;
  default: return std::nullopt;
  }
}

// Whether this copies a byte to all bytes of a value, as promotion does with the byte with which a
// local begins.
bool spreads_byte(const llvm::Instruction& instruction) {
  const auto* number = instruction.getOpcode() == llvm::Instruction::Mul
                           ? llvm::dyn_cast<llvm::ConstantInt>(instruction.getOperand(1))
                           : nullptr;
  if (number == nullptr) return false;
  const unsigned bits = number->getBitWidth();
  return bits % 8 == 0 && number->getValue() == llvm::APInt::getSplat(bits, llvm::APInt(8, 1));
}

bool is_only_spread(const llvm::CastInst& cast) {
  return llvm::all_of(cast.users(), [](const llvm::User* user) {
    return spreads_byte(*llvm::cast<llvm::Instruction>(user));
  });
}

bool is_distance(const llvm::Instruction& instruction) {
  return instruction.getOpcode() == llvm::Instruction::Sub &&
         llvm::all_of(instruction.operands(), [](const llvm::Value* operand) {
           return llvm::Operator::getOpcode(operand) == llvm::Instruction::PtrToInt;
         });
}

} // namespace

bool FunctionLowering::lower_arithmetic(llvm::Instruction& instruction) {
  if (auto* cast = llvm::dyn_cast<llvm::CastInst>(&instruction)) return lower_cast(*cast), true;
  if (auto* compare = llvm::dyn_cast<llvm::CmpInst>(&instruction))
    return lower_compare(*compare), true;
  if (auto* address = llvm::dyn_cast<llvm::GEPOperator>(&instruction)) {
    define(instruction, {lower_address(*address)});
    return true;
  }
  if (auto* freeze = llvm::dyn_cast<llvm::FreezeInst>(&instruction)) {
    define(instruction, scalars(*freeze->getOperand(0)));
    return true;
  }
  if (auto* select = llvm::dyn_cast<llvm::SelectInst>(&instruction))
    return lower_select(*select), true;
  if (llvm::isa<llvm::ExtractValueInst, llvm::InsertValueInst>(instruction))
    return lower_struct(instruction), true;
  const auto op = binary_op(instruction.getOpcode());
  if (!op) return false;
  const std::uint8_t bits = bits_of(*instruction.getType());
  const Operand left = scalar(*instruction.getOperand(0));
  const Operand right = scalar(*instruction.getOperand(1));
  if (left.kind == Operand::Kind::Undefined && spreads_byte(instruction))
    return define(instruction, {left}), true;
  emit(program::Binary{*op, bits, result_of(instruction), left, right, is_distance(instruction)});
  return true;
}

void FunctionLowering::lower_cast(llvm::CastInst& cast) {
  const unsigned from = bits_of(*cast.getSrcTy());
  const unsigned to = bits_of(*cast.getDestTy());
  const Operand operand = scalar(*cast.getOperand(0));
  const bool same_bits = llvm::isa<llvm::TruncInst>(cast) || from == to || is_only_spread(cast);
  if (operand.kind == Operand::Kind::Undefined && same_bits) return define(cast, {operand});
  switch (cast.getOpcode()) {
  case llvm::Instruction::Trunc:
    return define(cast, {emit_cast(CastOp::Truncate, from, to, operand)});
  case llvm::Instruction::ZExt:
    return define(cast, {emit_cast(CastOp::ZeroExtend, from, to, operand)});
  case llvm::Instruction::SExt:
    return define(cast, {emit_cast(CastOp::SignExtend, from, to, operand)});
  case llvm::Instruction::BitCast:
  case llvm::Instruction::PtrToInt:
  case llvm::Instruction::IntToPtr:
    return define(
        cast, {emit_cast(from > to ? CastOp::Truncate : CastOp::ZeroExtend, from, to, operand)});
  default: break; // floating point and address spaces: bits_of() has rejected them
  }
  reject(cast, fmt::format("the conversion `{}` is not supported", cast.getOpcodeName()),
         "use integers and pointers");
  define(cast, Scalars(1));
}

void FunctionLowering::lower_compare(llvm::CmpInst& compare) {
  const auto how = comparison(compare.getPredicate());
  const std::uint8_t bits = bits_of(*compare.getOperand(0)->getType());
  if (!how) return define(compare, Scalars(1)); // floating point: bits_of() has rejected it
  const Operand left = scalar(*compare.getOperand(0));
  const Operand right = scalar(*compare.getOperand(1));
  emit(program::Compare{*how, bits, result_of(compare), left, right,
                        compare.getOperand(0)->getType()->isPointerTy()});
}

void FunctionLowering::lower_select(llvm::SelectInst& select) {
  bits_of(*select.getCondition()->getType());
  const Operand condition = scalar(*select.getCondition());
  const Scalars if_true = scalars(*select.getTrueValue());
  const Scalars if_false = scalars(*select.getFalseValue());
  Scalars result;
  for (std::size_t i = 0; i < if_true.size(); ++i)
    result.push_back(emit_select(condition, if_true[i], if_false[i]));
  define(select, std::move(result));
}

program::Operand FunctionLowering::lower_address(llvm::GEPOperator& address) {
  if (address.getType()->isVectorTy())
    return {Operand::Kind::Constant, bits_of(*address.getType())};
  llvm::MapVector<llvm::Value*, llvm::APInt> scaled;
  llvm::APInt offset(64, 0);
  address.collectOffset(module_.layout(), 64, scaled, offset);
  Operand result = scalar(*address.getPointerOperand());
  for (const auto& [index, scale] : scaled) {
    const unsigned bits = bits_of(*index->getType());
    const Operand wide = emit_cast(CastOp::SignExtend, bits, 64, scalar(*index));
    const Operand bytes = scale == 1 ? wide
                                     : emit_binary(BinaryOp::Mul, 64, wide,
                                                   {Operand::Kind::Constant, scale.getZExtValue()});
    result = emit_binary(BinaryOp::Add, 64, result, bytes);
  }
  if (offset.isZero()) return result;
  return emit_binary(BinaryOp::Add, 64, result, {Operand::Kind::Constant, offset.getZExtValue()});
}

void FunctionLowering::lower_struct(llvm::Instruction& instruction) {
  auto* insert = llvm::dyn_cast<llvm::InsertValueInst>(&instruction);
  llvm::Type* type = instruction.getOperand(0)->getType();
  std::size_t first = 0;
  for (const unsigned index : insert != nullptr
                                  ? insert->getIndices()
                                  : llvm::cast<llvm::ExtractValueInst>(instruction).getIndices()) {
    for (unsigned i = 0; i < index; ++i)
      first += scalar_count(*llvm::ExtractValueInst::getIndexedType(type, i));
    type = llvm::ExtractValueInst::getIndexedType(type, index);
  }
  Scalars whole = scalars(*instruction.getOperand(0));
  const unsigned count = scalar_count(*type);
  if (insert == nullptr)
    return define(instruction, Scalars(whole.begin() + first, whole.begin() + first + count));
  const Scalars part = scalars(*insert->getInsertedValueOperand());
  std::copy(part.begin(), part.end(), whole.begin() + first);
  define(instruction, std::move(whole));
}

} // namespace walkcheck::frontend
