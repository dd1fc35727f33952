// SPDX-License-Identifier: GPL-2.0-only
// Values: registers, constants, and the scalars that a struct in registers consists of.
#include "model/frontend/function_lowering.hpp"

#include <fmt/format.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/DataLayout.h>
#include <llvm/IR/DerivedTypes.h>
#include <llvm/IR/GlobalAlias.h>
#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/Instructions.h>

namespace walkcheck::frontend {

std::uint8_t FunctionLowering::bits_of(llvm::Type& type) {
  if (type.isPointerTy() && type.getPointerAddressSpace() == 0) return 64;
  if (type.isIntegerTy() && type.getIntegerBitWidth() <= 64)
    return static_cast<std::uint8_t>(type.getIntegerBitWidth());
  std::string what = "a value of a type that a machine word cannot hold";
  if (type.isPointerTy()) what = "a pointer into another address space";
  if (type.isFPOrFPVectorTy()) what = "floating point";
  if (type.isVectorTy()) what = "a vector";
  if (type.isIntegerTy()) what = fmt::format("a {}-bit integer", type.getIntegerBitWidth());
  if (type.isAggregateType()) what = "a struct of several words by value in a call";
  reject(fmt::format("{} is not supported{}", what,
                     current_ == nullptr
                         ? fmt::format(" (in {}'s parameters or result)", function_.name)
                         : ""),
         "use integers of at most 64 bits, and pointers");
  return 64;
}

unsigned FunctionLowering::scalar_count(llvm::Type& type) {
  if (type.isVoidTy()) return 0;
  unsigned count = 0;
  if (auto* structure = llvm::dyn_cast<llvm::StructType>(&type)) {
    for (llvm::Type* element : structure->elements())
      count += scalar_count(*element);
    return count;
  }
  if (auto* array = llvm::dyn_cast<llvm::ArrayType>(&type))
    return static_cast<unsigned>(array->getNumElements()) * scalar_count(*array->getElementType());
  return 1;
}

FunctionLowering::Scalars FunctionLowering::scalars(llvm::Value& value) {
  const auto found = values_.find(&value);
  if (found != values_.end()) return found->second;
  // A constant expression is computed again at each use, as this place need not dominate the next.
  if (auto* constant = llvm::dyn_cast<llvm::Constant>(&value)) return constant_scalars(*constant);
  throw std::logic_error("a value is used before it is lowered");
}

program::Operand FunctionLowering::scalar(llvm::Value& value) {
  return scalars(value).at(0);
}

FunctionLowering::Scalars FunctionLowering::constant_scalars(llvm::Constant& constant) {
  llvm::Type& type = *constant.getType();
  if (llvm::isa<llvm::UndefValue>(constant))
    return Scalars(scalar_count(type), module_.undefined(""));
  if (constant.isNullValue()) return Scalars(scalar_count(type));
  if (type.isAggregateType()) {
    Scalars result;
    for (unsigned i = 0; llvm::Constant* element = constant.getAggregateElement(i); ++i)
      for (const Operand& scalar : constant_scalars(*element))
        result.push_back(scalar);
    return result;
  }
  const std::uint8_t bits = bits_of(type);
  if (const auto* integer = llvm::dyn_cast<llvm::ConstantInt>(&constant))
    return {{Operand::Kind::Constant,
             bits <= 64 && integer->getBitWidth() <= 64 ? integer->getZExtValue() : 0}};
  if (auto* alias = llvm::dyn_cast<llvm::GlobalAlias>(&constant))
    return constant_scalars(*alias->getAliasee());
  if (auto* function = llvm::dyn_cast<llvm::Function>(&constant))
    return {module_.address_of(*function, current_)};
  if (auto* variable = llvm::dyn_cast<llvm::GlobalVariable>(&constant))
    return {module_.address_of(*variable, current_)};
  return {constant_expression(constant)};
}

program::Operand FunctionLowering::constant_expression(llvm::Constant& constant) {
  auto* expression = llvm::dyn_cast<llvm::ConstantExpr>(&constant);
  if (expression == nullptr) {
    reject("a constant that is neither integer nor address", "use integers and pointers");
    return {};
  }
  llvm::Instruction* instruction = expression->getAsInstruction();
  if (!lower_arithmetic(*instruction) && !lower_memory(*instruction)) {
    module_.reject(
        current_,
        fmt::format("the constant expression `{}` is not supported", instruction->getOpcodeName()),
        "compute it at run time");
    define(*instruction, Scalars(1));
  }
  const Operand result = scalar(*instruction);
  values_.erase(instruction);
  instruction->deleteValue();
  return result;
}

void FunctionLowering::define(llvm::Value& value, Scalars scalars) {
  values_[&value] = std::move(scalars);
}

program::Register FunctionLowering::result_of(llvm::Instruction& instruction) {
  const Register result = fresh();
  define(instruction, {{Operand::Kind::Register, result}});
  return result;
}

void FunctionLowering::emit(program::Operation operation) {
  function_.body.push_back({std::move(operation), debug_});
}

program::Operand FunctionLowering::emit_binary(program::BinaryOp op, unsigned bits, Operand left,
                                               Operand right) {
  const Register result = fresh();
  emit(program::Binary{op, static_cast<std::uint8_t>(bits), result, left, right});
  return {Operand::Kind::Register, result};
}

program::Operand FunctionLowering::emit_compare(program::Comparison comparison, unsigned bits,
                                                Operand left, Operand right) {
  const Register result = fresh();
  emit(program::Compare{comparison, static_cast<std::uint8_t>(bits), result, left, right});
  return {Operand::Kind::Register, result};
}

program::Operand FunctionLowering::emit_cast(program::CastOp op, unsigned from, unsigned to,
                                             Operand operand) {
  if (from == to) return operand;
  const Register result = fresh();
  emit(program::Cast{op, static_cast<std::uint8_t>(from), static_cast<std::uint8_t>(to), result,
                     operand});
  return {Operand::Kind::Register, result};
}

program::Operand FunctionLowering::emit_select(Operand condition, Operand if_true,
                                               Operand if_false) {
  const Register result = fresh();
  emit(program::Select{result, condition, if_true, if_false});
  return {Operand::Kind::Register, result};
}

// Traps if `bad` is not 0; otherwise the program continues.
void FunctionLowering::trap_if(Operand bad, std::string what) {
  const auto trap = static_cast<Node>(label_of_node_.size());
  const Node go_on = trap + 1;
  label_of_node_.resize(label_of_node_.size() + 2);
  emit(program::Branch{bad, trap, go_on});
  label_of_node_[trap] = static_cast<program::Label>(function_.body.size());
  emit(program::Unreachable{std::move(what)});
  label_of_node_[go_on] = static_cast<program::Label>(function_.body.size());
}

} // namespace walkcheck::frontend
