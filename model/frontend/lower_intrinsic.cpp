// SPDX-License-Identifier: GPL-2.0-only
// The LLVM intrinsics that clang makes of C: hints are dropped, arithmetic is spelled out.
#include "model/frontend/function_lowering.hpp"
#include "model/frontend/ir.hpp"

#include <fmt/format.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Intrinsics.h>

#include <algorithm>

namespace walkcheck::frontend {
namespace {

using program::BinaryOp;
using program::Comparison;

enum class Treatment { Drop, FirstOperand, Trap, Compute, MemoryCopy, Unsupported };

Treatment treatment(llvm::Intrinsic::ID id) {
  switch (id) {
  case llvm::Intrinsic::lifetime_start:
  case llvm::Intrinsic::lifetime_end:
  case llvm::Intrinsic::invariant_start:
  case llvm::Intrinsic::invariant_end:
  case llvm::Intrinsic::assume:
  case llvm::Intrinsic::donothing:
  case llvm::Intrinsic::prefetch:
  case llvm::Intrinsic::experimental_noalias_scope_decl:
  case llvm::Intrinsic::var_annotation: return Treatment::Drop;
  case llvm::Intrinsic::expect:
  case llvm::Intrinsic::expect_with_probability:
  case llvm::Intrinsic::ptr_annotation:
  case llvm::Intrinsic::threadlocal_address: // address_of() rejects the variable
  case llvm::Intrinsic::annotation: return Treatment::FirstOperand;
  case llvm::Intrinsic::trap:
  case llvm::Intrinsic::ubsantrap:
  case llvm::Intrinsic::debugtrap: return Treatment::Trap;
  case llvm::Intrinsic::memcpy:
  case llvm::Intrinsic::memcpy_inline:
  case llvm::Intrinsic::memmove:
  case llvm::Intrinsic::memset:
  case llvm::Intrinsic::memset_inline: return Treatment::MemoryCopy;
  case llvm::Intrinsic::abs:
  case llvm::Intrinsic::smax:
  case llvm::Intrinsic::smin:
  case llvm::Intrinsic::umax:
  case llvm::Intrinsic::umin:
  case llvm::Intrinsic::ctpop:
  case llvm::Intrinsic::ctlz:
  case llvm::Intrinsic::cttz:
  case llvm::Intrinsic::bswap:
  case llvm::Intrinsic::fshl:
  case llvm::Intrinsic::fshr:
  case llvm::Intrinsic::uadd_with_overflow:
  case llvm::Intrinsic::usub_with_overflow:
  case llvm::Intrinsic::umul_with_overflow:
  case llvm::Intrinsic::sadd_with_overflow:
  case llvm::Intrinsic::ssub_with_overflow:
  case llvm::Intrinsic::smul_with_overflow: return Treatment::Compute;
  default: return Treatment::Unsupported; // LLVM's list has thousands
  }
}

std::string what_traps(const llvm::IntrinsicInst& trap) {
  if (trap.getIntrinsicID() != llvm::Intrinsic::ubsantrap) return {};
  switch (check_of(trap)) {
  case Check::Division: return "divides by zero, or the smallest number by -1";
  case Check::Bounds: return "takes an element beyond the end of its array";
  case Check::FloatCast: return "converts a number that the integer type cannot hold";
  case Check::Shift: return "shifts by less than 0, or by the width or more";
  case Check::Overlap: return "copies between places that overlap: only memmove() allows that";
  }
  return {}; // clang has more
}

} // namespace

void FunctionLowering::lower_intrinsic(llvm::IntrinsicInst& intrinsic) {
  const std::string name = intrinsic.getCalledFunction()->getName().str();
  if (fills_local(intrinsic)) return;
  if (intrinsic.isLifetimeStartOrEnd()) return lower_lifetime(intrinsic);
  switch (treatment(intrinsic.getIntrinsicID())) {
  case Treatment::Drop: return;
  case Treatment::FirstOperand: return define(intrinsic, scalars(*intrinsic.getArgOperand(0)));
  case Treatment::Trap: return emit(program::Unreachable{what_traps(intrinsic)});
  case Treatment::Compute:
    for (llvm::Value* argument : intrinsic.args())
      bits_of(*argument->getType());
    if (const auto result = bit_intrinsic(intrinsic)) return define(intrinsic, {*result});
    if (const auto result = choice_intrinsic(intrinsic)) return define(intrinsic, {*result});
    if (auto result = overflow_intrinsic(intrinsic)) return define(intrinsic, std::move(*result));
    break;
  case Treatment::MemoryCopy:
    return reject(intrinsic,
                  "a copy or fill of more than 64 bytes, or of a variable length, is not "
                  "supported",
                  "copy the words that matter in a loop; each is a step of its own");
  case Treatment::Unsupported: break;
  }
  reject(intrinsic, fmt::format("the compiler builtin behind `{}` is not supported", name),
         "write it in plain C");
  define(intrinsic, Scalars(scalar_count(*intrinsic.getType())));
}

std::optional<program::Operand> FunctionLowering::choice_intrinsic(llvm::IntrinsicInst& intrinsic) {
  std::optional<Comparison> first_wins;
  switch (intrinsic.getIntrinsicID()) {
  case llvm::Intrinsic::smax: first_wins = Comparison::SGt; break;
  case llvm::Intrinsic::smin: first_wins = Comparison::SLt; break;
  case llvm::Intrinsic::umax: first_wins = Comparison::UGt; break;
  case llvm::Intrinsic::umin: first_wins = Comparison::ULt; break;
  case llvm::Intrinsic::abs: break;
  default: return std::nullopt;
  }
  const unsigned bits = bits_of(*intrinsic.getType());
  const Operand a = scalar(*intrinsic.getArgOperand(0));
  if (!first_wins) {
    const Operand negative = emit_compare(Comparison::SLt, bits, a, {});
    return emit_select(negative, emit_binary(BinaryOp::Sub, bits, {}, a), a);
  }
  const Operand b = scalar(*intrinsic.getArgOperand(1));
  return emit_select(emit_compare(*first_wins, bits, a, b), a, b);
}

std::optional<FunctionLowering::Scalars>
FunctionLowering::overflow_intrinsic(llvm::IntrinsicInst& intrinsic) {
  const unsigned bits = bits_of(*intrinsic.getArgOperand(0)->getType());
  const Operand a = scalar(*intrinsic.getArgOperand(0));
  const Operand b = scalar(*intrinsic.getArgOperand(1));
  auto disagree = [&](Operand x, Operand y) { return emit_binary(BinaryOp::Xor, bits, x, y); };
  auto both_negative = [&](Operand x, Operand y) {
    return emit_compare(Comparison::SLt, bits, emit_binary(BinaryOp::And, bits, x, y), {});
  };
  switch (intrinsic.getIntrinsicID()) {
  case llvm::Intrinsic::uadd_with_overflow: {
    const Operand sum = emit_binary(BinaryOp::Add, bits, a, b);
    return Scalars{sum, emit_compare(Comparison::ULt, bits, sum, a)};
  }
  case llvm::Intrinsic::usub_with_overflow:
    return Scalars{emit_binary(BinaryOp::Sub, bits, a, b),
                   emit_compare(Comparison::ULt, bits, a, b)};
  case llvm::Intrinsic::sadd_with_overflow: {
    // It overflows if the sum's sign differs from that of both operands.
    const Operand sum = emit_binary(BinaryOp::Add, bits, a, b);
    return Scalars{sum, both_negative(disagree(a, sum), disagree(b, sum))};
  }
  case llvm::Intrinsic::ssub_with_overflow: {
    const Operand difference = emit_binary(BinaryOp::Sub, bits, a, b);
    return Scalars{difference, both_negative(disagree(a, b), disagree(a, difference))};
  }
  case llvm::Intrinsic::umul_with_overflow:
    return Scalars{emit_binary(BinaryOp::Mul, bits, a, b),
                   multiplication_overflows(intrinsic, false)};
  case llvm::Intrinsic::smul_with_overflow:
    if (bits > 32) return std::nullopt;
    return Scalars{emit_binary(BinaryOp::Mul, bits, a, b),
                   multiplication_overflows(intrinsic, true)};
  default: return std::nullopt;
  }
}

program::Operand FunctionLowering::multiplication_overflows(llvm::IntrinsicInst& intrinsic,
                                                            bool is_signed) {
  const unsigned bits = bits_of(*intrinsic.getArgOperand(0)->getType());
  const Operand a = scalar(*intrinsic.getArgOperand(0));
  const Operand b = scalar(*intrinsic.getArgOperand(1));
  if (bits <= 32) { // the whole product fits into 64 bits
    const auto extend = is_signed ? program::CastOp::SignExtend : program::CastOp::ZeroExtend;
    const Operand whole = emit_binary(BinaryOp::Mul, 64, emit_cast(extend, bits, 64, a),
                                      emit_cast(extend, bits, 64, b));
    const Operand cut = emit_cast(program::CastOp::Truncate, 64, bits, whole);
    return emit_compare(Comparison::Ne, 64, emit_cast(extend, bits, 64, cut), whole);
  }
  const Operand product = emit_binary(BinaryOp::Mul, bits, a, b);
  const Operand is_zero = emit_compare(Comparison::Eq, bits, b, {});
  const Operand divisor = emit_select(is_zero, {Operand::Kind::Constant, 1}, b);
  const Operand back = emit_binary(BinaryOp::UDiv, bits, product, divisor);
  return emit_select(is_zero, {}, emit_compare(Comparison::Ne, bits, back, a));
}

} // namespace walkcheck::frontend
