// SPDX-License-Identifier: GPL-2.0-only
// What an operation of up to 64 bits gives, of numbers for which C defines it.
#pragma once

#include "model/program/instruction.hpp"

#include <cstdint>

namespace walkcheck::program {

inline std::uint64_t low(std::uint64_t value, unsigned bits) {
  return bits >= 64 ? value : value & ((1ULL << bits) - 1);
}

// The number that so many low bits are, taken as signed. `bits` is 1 .. 64.
inline std::int64_t extended(std::uint64_t value, unsigned bits) {
  const unsigned unused = 64 - bits;
  return static_cast<std::int64_t>(value << unused) >> unused;
}

// Bits above the width are not cut off.
std::uint64_t computed(BinaryOp op, std::uint64_t left, std::uint64_t right, unsigned bits);

} // namespace walkcheck::program
