// SPDX-License-Identifier: GPL-2.0-only
// Expressions over a scenario's inputs, in C's syntax: for arguments, mapped addresses, and
// conditions in `where`. Entry point: parse_expression().
//
// Numbers and comparisons are 64-bit and unsigned. There are decimal and hexadecimal numbers, the
// page sizes 4K, 2M, 1G, the operators of C without assignment and ?:, and
//   page(a)                                   the address of a's page
//   pte_index(a) .. pgd_index(a)              what a indexes in the table of that level
//   aligned(x, size)                          whether x is a multiple of that power of two
//   none(w)                                   no bits of an entry word but A and D
//   present(w) leaf(w) table(w)               its P is set; P and PSE are; P is and PSE is not
// A shift's amount and a divisor must be plain numbers.
#pragma once

#include "model/term/term.hpp"
#include "model/word/level.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace walkcheck::scenario {

struct ExpressionError {
  std::string cause;
  std::string remedy;
};

struct ExpressionNames {
  term::Terms& terms;
  word::Paging paging;
  // The input of that name, if there is one.
  std::function<std::optional<term::TermId>(std::string_view)> input;
  // The remedy for an unknown name.
  std::function<std::string(std::string_view)> suggest;
};

std::variant<term::TermId, ExpressionError> parse_expression(std::string_view text,
                                                             const ExpressionNames& names);

} // namespace walkcheck::scenario
