// SPDX-License-Identifier: GPL-2.0-only
// Which bits of a number are known, and which bits of a number computed from it follow.
#pragma once

#include "model/program/instruction.hpp"

#include <cstdint>
#include <string>

namespace walkcheck::verdict {

struct KnownBits {
  std::uint64_t zeros = 0, ones = 0;    // the bits known to be 0, to be 1
  const std::string* because = nullptr; // variable whose initial value gave them; null: none

  static KnownBits number(std::uint64_t value) { return {~value, value}; }
  // Nothing is known of this many low bits; the others are 0.
  static KnownBits wide(unsigned bits);

  bool is_number() const { return (zeros | ones) == ~0ULL; }
  bool is_true() const { return ones != 0; }
  bool is_false() const { return zeros == ~0ULL; }
  std::uint64_t least() const { return ones; }
  std::uint64_t most() const { return ~zeros; }
};

KnownBits low(KnownBits of, unsigned bits);
// For a value that may be either of two.
KnownBits either(const KnownBits& one, const KnownBits& other);
KnownBits cast(const program::Cast& cast, KnownBits operand);
KnownBits binary(program::BinaryOp op, unsigned bits, KnownBits left, KnownBits right);
// `same`: both are the same number, whatever it is.
KnownBits compared(program::Comparison comparison, unsigned bits, KnownBits left, KnownBits right,
                   bool same);

} // namespace walkcheck::verdict
