// SPDX-License-Identifier: GPL-2.0-only
// The meanings of the rows of assembly_rows.cpp: arithmetic and exchanges in
// assembly_arithmetic.cpp, single bits and counting in assembly_bits.cpp. Each returns false where
// it cannot say what the instruction does with such operands. Operands are in AT&T's order, the
// destination last.
#pragma once

#include "model/frontend/whole/assembly_call.hpp"

#include <vector>

namespace walkcheck::frontend {

struct AssemblyOperation {
  unsigned bits;
  bool lock, rep;
  std::vector<AssemblyPlace> places;
};

namespace meaning {

bool move(AssemblyCall& call, const AssemblyOperation& operation);
bool add(AssemblyCall& call, const AssemblyOperation& operation);
bool subtract(AssemblyCall& call, const AssemblyOperation& operation);
bool bitwise_and(AssemblyCall& call, const AssemblyOperation& operation);
bool bitwise_or(AssemblyCall& call, const AssemblyOperation& operation);
bool bitwise_xor(AssemblyCall& call, const AssemblyOperation& operation);
bool compare(AssemblyCall& call, const AssemblyOperation& operation);
bool test(AssemblyCall& call, const AssemblyOperation& operation);
// sbb of a register from itself.
bool spread_carry(AssemblyCall& call, const AssemblyOperation& operation);
bool increment(AssemblyCall& call, const AssemblyOperation& operation);
bool decrement(AssemblyCall& call, const AssemblyOperation& operation);
bool negate(AssemblyCall& call, const AssemblyOperation& operation);
bool invert(AssemblyCall& call, const AssemblyOperation& operation);
bool exchange_and_add(AssemblyCall& call, const AssemblyOperation& operation);
bool exchange(AssemblyCall& call, const AssemblyOperation& operation);
bool compare_and_exchange(AssemblyCall& call, const AssemblyOperation& operation);

bool bit_test(AssemblyCall& call, const AssemblyOperation& operation);
bool bit_set(AssemblyCall& call, const AssemblyOperation& operation);
bool bit_reset(AssemblyCall& call, const AssemblyOperation& operation);
bool bit_complement(AssemblyCall& call, const AssemblyOperation& operation);
bool scan_forward(AssemblyCall& call, const AssemblyOperation& operation);
bool scan_reverse(AssemblyCall& call, const AssemblyOperation& operation);
bool trailing_zeros(AssemblyCall& call, const AssemblyOperation& operation);
bool leading_zeros(AssemblyCall& call, const AssemblyOperation& operation);
bool population_count(AssemblyCall& call, const AssemblyOperation& operation);
bool swap_bytes(AssemblyCall& call, const AssemblyOperation& operation);

} // namespace meaning
} // namespace walkcheck::frontend
