// SPDX-License-Identifier: GPL-2.0-only
// Which bits of a number are known, and what follows for those of a number computed from it.
#pragma once

#include "model/program/instruction.hpp"

#include <cstdint>
#include <string>

namespace walkcheck::verdict {

struct KnownBits {
  std::uint64_t zeros = 0, ones = 0;    // the bits known to be 0, to be 1
  const std::string* because = nullptr; // a variable by whose initial value they are; none: by text

  static KnownBits number(std::uint64_t value) { return {~value, value}; }
  // Of so many low bits nothing is known, and the others are 0.
  static KnownBits wide(unsigned bits);

  bool is_number() const { return (zeros | ones) == ~0ULL; }
  bool is_true() const { return ones != 0; }
  bool is_false() const { return zeros == ~0ULL; }
  std::uint64_t least() const { return ones; }
  std::uint64_t most() const { return ~zeros; }
};

KnownBits low(KnownBits of, unsigned bits);
// Of what may be either.
KnownBits either(const KnownBits& one, const KnownBits& other);
KnownBits cast(const program::Cast& cast, KnownBits operand);
KnownBits binary(program::BinaryOp op, unsigned bits, KnownBits left, KnownBits right);
// `same`: they are one number, whatever it is.
KnownBits compared(program::Comparison comparison, unsigned bits, KnownBits left, KnownBits right,
                   bool same);

} // namespace walkcheck::verdict
