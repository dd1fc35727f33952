// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/whole/assembly_flags.hpp"

#include <llvm/IR/Constants.h>
#include <llvm/IR/IRBuilder.h>

#include <algorithm>
#include <array>

namespace walkcheck::frontend {
namespace {

enum class Test { Carry, Zero, Sign, Overflow, CarryOrZero, Less, LessOrZero };

struct Condition {
  std::string_view suffix;
  Test test;
  bool negated;
};

constexpr std::array kConditions{
    Condition{"c", Test::Carry, false},        Condition{"b", Test::Carry, false},
    Condition{"nae", Test::Carry, false},      Condition{"nc", Test::Carry, true},
    Condition{"nb", Test::Carry, true},        Condition{"ae", Test::Carry, true},
    Condition{"z", Test::Zero, false},         Condition{"e", Test::Zero, false},
    Condition{"nz", Test::Zero, true},         Condition{"ne", Test::Zero, true},
    Condition{"s", Test::Sign, false},         Condition{"ns", Test::Sign, true},
    Condition{"o", Test::Overflow, false},     Condition{"no", Test::Overflow, true},
    Condition{"be", Test::CarryOrZero, false}, Condition{"na", Test::CarryOrZero, false},
    Condition{"a", Test::CarryOrZero, true},   Condition{"nbe", Test::CarryOrZero, true},
    Condition{"l", Test::Less, false},         Condition{"nge", Test::Less, false},
    Condition{"ge", Test::Less, true},         Condition{"nl", Test::Less, true},
    Condition{"le", Test::LessOrZero, false},  Condition{"ng", Test::LessOrZero, false},
    Condition{"g", Test::LessOrZero, true},    Condition{"nle", Test::LessOrZero, true}};

// Null where one of the two is.
llvm::Value* either(llvm::IRBuilderBase& builder, llvm::Value* a, llvm::Value* b) {
  return a == nullptr || b == nullptr ? nullptr : builder.CreateOr(a, b);
}
llvm::Value* differ(llvm::IRBuilderBase& builder, llvm::Value* a, llvm::Value* b) {
  return a == nullptr || b == nullptr ? nullptr : builder.CreateXor(a, b);
}

llvm::Value* tested(llvm::IRBuilderBase& builder, const AssemblyFlags& flags, Test test) {
  switch (test) {
  case Test::Carry: return flags.carry;
  case Test::Zero: return flags.zero;
  case Test::Sign: return flags.sign;
  case Test::Overflow: return flags.overflow;
  case Test::CarryOrZero: return either(builder, flags.carry, flags.zero);
  case Test::Less: return differ(builder, flags.sign, flags.overflow);
  case Test::LessOrZero:
    return either(builder, flags.zero, differ(builder, flags.sign, flags.overflow));
  }
  return nullptr;
}

llvm::Value* is_negative(llvm::IRBuilderBase& builder, llvm::Value* value) {
  return builder.CreateICmpSLT(value, llvm::Constant::getNullValue(value->getType()));
}
llvm::Value* is_zero(llvm::IRBuilderBase& builder, llvm::Value* value) {
  return builder.CreateICmpEQ(value, llvm::Constant::getNullValue(value->getType()));
}

} // namespace

llvm::Value* condition(llvm::IRBuilderBase& builder, const AssemblyFlags& flags,
                       std::string_view suffix) {
  const auto* row = std::ranges::find(kConditions, suffix, &Condition::suffix);
  if (row == kConditions.end()) return nullptr;
  llvm::Value* value = tested(builder, flags, row->test);
  return value != nullptr && row->negated ? builder.CreateNot(value) : value;
}

// Signed overflow: both operands have the sign that the sum has not.
AssemblyFlags flags_of_sum(llvm::IRBuilderBase& builder, llvm::Value& a, llvm::Value& b,
                           llvm::Value& sum) {
  llvm::Value* changed =
      builder.CreateAnd(builder.CreateXor(&a, &sum), builder.CreateXor(&b, &sum));
  return {builder.CreateICmpULT(&sum, &a), is_zero(builder, &sum), is_negative(builder, &sum),
          is_negative(builder, changed)};
}

// The operands differ in sign, and the difference is not of the sign of the first.
AssemblyFlags flags_of_difference(llvm::IRBuilderBase& builder, llvm::Value& a, llvm::Value& b,
                                  llvm::Value& difference) {
  llvm::Value* changed =
      builder.CreateAnd(builder.CreateXor(&a, &b), builder.CreateXor(&a, &difference));
  return {builder.CreateICmpULT(&a, &b), is_zero(builder, &difference),
          is_negative(builder, &difference), is_negative(builder, changed)};
}

AssemblyFlags flags_of_bits(llvm::IRBuilderBase& builder, llvm::Value& result) {
  return {builder.getFalse(), is_zero(builder, &result), is_negative(builder, &result),
          builder.getFalse()};
}

} // namespace walkcheck::frontend
