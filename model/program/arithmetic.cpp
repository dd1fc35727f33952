// SPDX-License-Identifier: GPL-2.0-only
#include "model/program/arithmetic.hpp"

namespace walkcheck::program {

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

} // namespace walkcheck::program
