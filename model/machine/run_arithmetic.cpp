// SPDX-License-Identifier: GPL-2.0-only
// Integer arithmetic of up to 64 bits. What C leaves undefined (division by zero or overflowing,
// a shift by the width or more) is a fault, not a value.
#include "model/machine/run.hpp"

namespace walkcheck::machine {
namespace {

using program::BinaryOp;
using program::Comparison;

std::uint64_t low(std::uint64_t value, unsigned bits) {
  return bits >= 64 ? value : value & ((1ULL << bits) - 1);
}

std::int64_t extended(std::uint64_t value, unsigned bits) {
  const unsigned unused = 64 - bits;
  return static_cast<std::int64_t>(value << unused) >> unused;
}

bool divides(BinaryOp op) {
  return op == BinaryOp::UDiv || op == BinaryOp::SDiv || op == BinaryOp::URem ||
         op == BinaryOp::SRem;
}

bool shifts(BinaryOp op) {
  return op == BinaryOp::Shl || op == BinaryOp::LShr || op == BinaryOp::AShr;
}

// Of operands for which the operation is defined.
std::uint64_t computed(BinaryOp op, std::uint64_t left, std::uint64_t right, unsigned bits) {
  const std::int64_t signed_left = extended(left, bits);
  const std::int64_t signed_right = extended(right, bits);
  switch (op) {
  case BinaryOp::Add: return left + right;
  case BinaryOp::Sub: return left - right;
  case BinaryOp::Mul: return left * right;
  case BinaryOp::UDiv: return left / right;
  case BinaryOp::SDiv: return static_cast<std::uint64_t>(signed_left / signed_right);
  case BinaryOp::URem: return left % right;
  case BinaryOp::SRem: return static_cast<std::uint64_t>(signed_left % signed_right);
  case BinaryOp::And: return left & right;
  case BinaryOp::Or: return left | right;
  case BinaryOp::Xor: return left ^ right;
  case BinaryOp::Shl: return left << right;
  case BinaryOp::LShr: return left >> right;
  case BinaryOp::AShr: return static_cast<std::uint64_t>(signed_left >> right);
  }
  return 0;
}

bool holds(Comparison comparison, std::uint64_t left, std::uint64_t right, unsigned bits) {
  const std::int64_t signed_left = extended(left, bits);
  const std::int64_t signed_right = extended(right, bits);
  switch (comparison) {
  case Comparison::Eq: return left == right;
  case Comparison::Ne: return left != right;
  case Comparison::ULt: return left < right;
  case Comparison::ULe: return left <= right;
  case Comparison::UGt: return left > right;
  case Comparison::UGe: return left >= right;
  case Comparison::SLt: return signed_left < signed_right;
  case Comparison::SLe: return signed_left <= signed_right;
  case Comparison::SGt: return signed_left > signed_right;
  case Comparison::SGe: return signed_left >= signed_right;
  }
  return false;
}

} // namespace

Flow run_binary(Run& run, const program::Binary& in) {
  const std::uint64_t left = low(run.value(in.left), in.bits);
  const std::uint64_t right = low(run.value(in.right), in.bits);
  if (shifts(in.op) && right >= in.bits) return run.fault(FindingKind::BadOperation, right);
  if (divides(in.op)) {
    if (right == 0) return run.fault(FindingKind::BadOperation, right);
    const bool is_signed = in.op == BinaryOp::SDiv || in.op == BinaryOp::SRem;
    const bool least = left == 1ULL << (in.bits - 1);
    if (is_signed && least && extended(right, in.bits) == -1) {
      return run.fault(FindingKind::BadOperation, left);
    }
  }
  run.set(in.result, low(computed(in.op, left, right, in.bits), in.bits));
  return Flow::Advance;
}

Flow run_compare(Run& run, const program::Compare& in) {
  const std::uint64_t left = low(run.value(in.left), in.bits);
  const std::uint64_t right = low(run.value(in.right), in.bits);
  run.set(in.result, holds(in.comparison, left, right, in.bits) ? 1 : 0);
  return Flow::Advance;
}

Flow run_cast(Run& run, const program::Cast& in) {
  const std::uint64_t from = low(run.value(in.operand), in.from_bits);
  const bool sign = in.op == program::CastOp::SignExtend;
  const std::uint64_t wide = sign ? static_cast<std::uint64_t>(extended(from, in.from_bits)) : from;
  run.set(in.result, low(wide, in.to_bits));
  return Flow::Advance;
}

} // namespace walkcheck::machine
