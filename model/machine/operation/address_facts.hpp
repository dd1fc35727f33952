// SPDX-License-Identifier: GPL-2.0-only
// What a kernel's text may compute with addresses, and what of the result is known. The machine
// puts objects somewhere; a kernel has them elsewhere. So a result is known as far as it is the
// same wherever they are: an object is aligned as its type asks, two objects do not overlap, all
// are in the kernel's half of the address space. The other bits are undefined, with the object as
// their origin. Only of kernel files as they are: our specs' arithmetic goes by the machine's
// layout.
#pragma once

#include "model/machine/operation/run.hpp"

#include <cstdint>
#include <optional>

namespace walkcheck::machine {

// The result where it is not all known; nothing where it is, or where no address is in it. The
// operands are of in.bits bits, and `result` is what was computed.
std::optional<term::Value> unknown_result(Run& run, const program::Binary& in,
                                          const term::Value& left, const term::Value& right,
                                          std::uint64_t result);

// The low bits of a value, likewise.
std::optional<term::Value> unknown_low_bits(Run& run, const term::Value& value, unsigned bits);

// Throws term::Undecided where the comparison depends on where objects are.
void require_known(Run& run, const program::Compare& in, const term::Value& left,
                   const term::Value& right);

// What an access takes of a word in memory that may hold an address, but that of a local: these low
// bits, moved down so far. Nothing as above.
std::optional<term::Value> unknown_part(const World& world, const term::Value& word, unsigned shift,
                                        std::uint64_t mask);

// Whether an atomic operation of these two would compute with where an object is.
bool computes_with_place(const World& world, const term::Value& word, const term::Value& operand);

} // namespace walkcheck::machine
