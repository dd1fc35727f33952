// SPDX-License-Identifier: GPL-2.0-only
// Bit counting, byte swapping and funnel shifts, in the machine's arithmetic (Warren, Hacker's
// Delight, chapters 5 and 7).
#include "model/frontend/function_lowering.hpp"

#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Intrinsics.h>

namespace walkcheck::frontend {
namespace {

using program::BinaryOp;
using program::Comparison;
using program::Operand;

Operand constant(std::uint64_t value) {
  return {Operand::Kind::Constant, value};
}

} // namespace

std::optional<program::Operand> FunctionLowering::bit_intrinsic(llvm::IntrinsicInst& intrinsic) {
  const unsigned bits = bits_of(*intrinsic.getArgOperand(0)->getType());
  const Operand value = scalar(*intrinsic.getArgOperand(0));
  switch (intrinsic.getIntrinsicID()) {
  case llvm::Intrinsic::ctpop: return population_count(bits, value);
  case llvm::Intrinsic::ctlz: return leading_zeros(bits, value);
  case llvm::Intrinsic::cttz: return trailing_zeros(bits, value);
  case llvm::Intrinsic::bswap: return swapped_bytes(bits, value);
  case llvm::Intrinsic::fshl: return funnel_shift(intrinsic, true);
  case llvm::Intrinsic::fshr: return funnel_shift(intrinsic, false);
  default: return std::nullopt;
  }
}

// Counts the bits below the lowest set one: ~x & (x - 1).
program::Operand FunctionLowering::trailing_zeros(unsigned bits, Operand value) {
  const Operand below = emit_binary(BinaryOp::Sub, bits, value, constant(1));
  const Operand inverted = emit_binary(BinaryOp::Xor, bits, value, constant(~0ULL));
  return population_count(bits, emit_binary(BinaryOp::And, bits, inverted, below));
}

// `value` is zero-extended in its register, or the first operation cuts it to `bits`: so counting
// all 64 bits is right for any width.
program::Operand FunctionLowering::population_count(unsigned bits, Operand value) {
  Operand x = emit_binary(BinaryOp::And, bits, value, constant(~0ULL));
  auto halved = [&](unsigned shift, std::uint64_t mask) {
    const Operand high = emit_binary(
        BinaryOp::And, 64, emit_binary(BinaryOp::LShr, 64, x, constant(shift)), constant(mask));
    x = emit_binary(BinaryOp::Add, 64, emit_binary(BinaryOp::And, 64, x, constant(mask)), high);
  };
  halved(1, 0x5555555555555555);
  halved(2, 0x3333333333333333);
  halved(4, 0x0f0f0f0f0f0f0f0f);
  const Operand bytes = emit_binary(BinaryOp::Mul, 64, x, constant(0x0101010101010101));
  return emit_binary(BinaryOp::LShr, 64, bytes, constant(56));
}

program::Operand FunctionLowering::leading_zeros(unsigned bits, Operand value) {
  Operand smeared = emit_binary(BinaryOp::And, bits, value, constant(~0ULL));
  for (unsigned shift = 1; shift < bits; shift *= 2)
    smeared = emit_binary(BinaryOp::Or, bits, smeared,
                          emit_binary(BinaryOp::LShr, bits, smeared, constant(shift)));
  return emit_binary(BinaryOp::Sub, bits, constant(bits), population_count(bits, smeared));
}

program::Operand FunctionLowering::swapped_bytes(unsigned bits, Operand value) {
  Operand result = constant(0);
  for (unsigned at = 0; at < bits; at += 8) {
    const Operand byte =
        emit_binary(BinaryOp::And, bits, emit_binary(BinaryOp::LShr, bits, value, constant(at)),
                    constant(0xff));
    result = emit_binary(BinaryOp::Or, bits, result,
                         emit_binary(BinaryOp::Shl, bits, byte, constant(bits - 8 - at)));
  }
  return result;
}

// A shift by the whole width has no value, so a distance of 0 is a case of its own.
program::Operand FunctionLowering::funnel_shift(llvm::IntrinsicInst& intrinsic, bool left) {
  const unsigned bits = bits_of(*intrinsic.getType());
  const Operand high = scalar(*intrinsic.getArgOperand(0));
  const Operand low = scalar(*intrinsic.getArgOperand(1));
  const Operand distance =
      emit_binary(BinaryOp::URem, bits, scalar(*intrinsic.getArgOperand(2)), constant(bits));
  const Operand is_zero = emit_compare(Comparison::Eq, bits, distance, {});
  const Operand rest =
      emit_select(is_zero, constant(0), emit_binary(BinaryOp::Sub, bits, constant(bits), distance));
  const Operand up = emit_binary(BinaryOp::Shl, bits, high, left ? distance : rest);
  const Operand down = emit_binary(BinaryOp::LShr, bits, low, left ? rest : distance);
  return emit_select(is_zero, left ? high : low, emit_binary(BinaryOp::Or, bits, up, down));
}

} // namespace walkcheck::frontend
