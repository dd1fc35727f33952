// SPDX-License-Identifier: GPL-2.0-only
#include "checker/verdict/known_bits.hpp"

#include "model/program/arithmetic.hpp"

#include <bit>
#include <optional>

namespace walkcheck::verdict {
namespace {

using program::BinaryOp;
using program::Comparison;

std::uint64_t ones(unsigned bits) {
  return program::low(~0ULL, bits);
}

const std::string* because(const KnownBits& one, const KnownBits& other) {
  return one.because != nullptr ? one.because : other.because;
}

// Whether C defines the operation on these two numbers.
bool is_defined(BinaryOp op, unsigned bits, std::uint64_t x, std::uint64_t y) {
  switch (op) {
  case BinaryOp::UDiv:
  case BinaryOp::URem: return y != 0;
  case BinaryOp::SDiv:
  case BinaryOp::SRem:
    return y != 0 && (program::extended(y, bits) != -1 || x != 1ULL << (bits - 1));
  case BinaryOp::Shl:
  case BinaryOp::LShr:
  case BinaryOp::AShr: return y < bits;
  case BinaryOp::Add:
  case BinaryOp::Sub:
  case BinaryOp::Mul:
  case BinaryOp::And:
  case BinaryOp::Or:
  case BinaryOp::Xor: break;
  }
  return true;
}

// For operands of which one, at least, is not fully known.
KnownBits partly(BinaryOp op, unsigned bits, const KnownBits& left, const KnownBits& right) {
  const bool shifts = right.is_number() && right.ones < bits;
  switch (op) {
  case BinaryOp::And: return {left.zeros | right.zeros, left.ones & right.ones};
  case BinaryOp::Or: return {left.zeros & right.zeros, left.ones | right.ones};
  case BinaryOp::Xor:
    return {(left.zeros & right.zeros) | (left.ones & right.ones),
            (left.zeros & right.ones) | (left.ones & right.zeros)};
  case BinaryOp::Shl:
    if (!shifts) return {};
    return {left.zeros << right.ones | ones(static_cast<unsigned>(right.ones)),
            left.ones << right.ones};
  case BinaryOp::LShr:
    if (!shifts) return {};
    return {~(left.most() >> right.ones), left.ones >> right.ones};
  case BinaryOp::UDiv: return KnownBits::wide(static_cast<unsigned>(std::bit_width(left.most())));
  case BinaryOp::URem:
    if (right.most() == 0) return {};
    return KnownBits::wide(static_cast<unsigned>(std::bit_width(right.most() - 1)));
  case BinaryOp::Add:
  case BinaryOp::Sub:
  case BinaryOp::Mul:
  case BinaryOp::SDiv:
  case BinaryOp::SRem:
  case BinaryOp::AShr: break;
  }
  return {};
}

std::optional<bool> are_equal(const KnownBits& left, const KnownBits& right) {
  if (((left.ones & right.zeros) | (left.zeros & right.ones)) != 0) return false;
  return left.is_number() && right.is_number() ? std::optional(true) : std::nullopt;
}

std::optional<bool> is_less(const KnownBits& left, const KnownBits& right) {
  if (left.most() < right.least()) return true;
  return left.least() >= right.most() ? std::optional(false) : std::nullopt;
}

std::optional<bool> negated(std::optional<bool> answer) {
  return answer ? std::optional(!*answer) : std::nullopt;
}

// With the sign bit flipped, signed numbers compare as unsigned ones do.
KnownBits biased(const KnownBits& bits, std::uint64_t sign) {
  return {(bits.zeros & ~sign) | (bits.ones & sign), (bits.ones & ~sign) | (bits.zeros & sign)};
}

std::optional<bool> answer(Comparison comparison, const KnownBits& left, const KnownBits& right,
                           std::uint64_t sign) {
  switch (comparison) {
  case Comparison::Eq: return are_equal(left, right);
  case Comparison::Ne: return negated(are_equal(left, right));
  case Comparison::ULt: return is_less(left, right);
  case Comparison::ULe: return negated(is_less(right, left));
  case Comparison::UGt: return is_less(right, left);
  case Comparison::UGe: return negated(is_less(left, right));
  case Comparison::SLt: return is_less(biased(left, sign), biased(right, sign));
  case Comparison::SLe: return negated(is_less(biased(right, sign), biased(left, sign)));
  case Comparison::SGt: return is_less(biased(right, sign), biased(left, sign));
  case Comparison::SGe: return negated(is_less(biased(left, sign), biased(right, sign)));
  }
  return std::nullopt;
}

bool of_equals(Comparison comparison) {
  switch (comparison) {
  case Comparison::Eq:
  case Comparison::ULe:
  case Comparison::UGe:
  case Comparison::SLe:
  case Comparison::SGe: return true;
  case Comparison::Ne:
  case Comparison::ULt:
  case Comparison::UGt:
  case Comparison::SLt:
  case Comparison::SGt: break;
  }
  return false;
}

} // namespace

KnownBits KnownBits::wide(unsigned bits) {
  return {~verdict::ones(bits), 0};
}

KnownBits low(KnownBits of, unsigned bits) {
  return {of.zeros | ~ones(bits), of.ones & ones(bits), of.because};
}

KnownBits either(const KnownBits& one, const KnownBits& other) {
  return {one.zeros & other.zeros, one.ones & other.ones, because(one, other)};
}

KnownBits cast(const program::Cast& cast, KnownBits operand) {
  if (cast.op == program::CastOp::Truncate) return low(operand, cast.to_bits);
  KnownBits result = low(operand, cast.from_bits);
  if (cast.op == program::CastOp::ZeroExtend) return result;
  const std::uint64_t sign = 1ULL << (cast.from_bits - 1);
  const std::uint64_t above = ones(cast.to_bits) & ~ones(cast.from_bits);
  if ((result.zeros & sign) == 0) result.zeros &= ~above;
  if ((result.ones & sign) != 0) result.ones |= above;
  return result;
}

KnownBits binary(BinaryOp op, unsigned bits, KnownBits left, KnownBits right) {
  left = low(left, bits);
  right = low(right, bits);
  KnownBits result;
  if (!left.is_number() || !right.is_number()) {
    result = partly(op, bits, left, right);
  } else if (is_defined(op, bits, left.ones, right.ones)) {
    result = KnownBits::number(program::computed(op, left.ones, right.ones, bits));
  }
  result.because = because(left, right);
  return low(result, bits);
}

KnownBits compared(Comparison comparison, unsigned bits, KnownBits left, KnownBits right,
                   bool same) {
  if (same) return KnownBits::number(of_equals(comparison) ? 1 : 0);
  const auto known = answer(comparison, low(left, bits), low(right, bits), 1ULL << (bits - 1));
  KnownBits result = known ? KnownBits::number(*known ? 1 : 0) : KnownBits::wide(1);
  result.because = because(left, right);
  return result;
}

} // namespace walkcheck::verdict
