// SPDX-License-Identifier: GPL-2.0-only
// Terms in Z3's language: bit-vectors of 64 bits, and booleans for terms that are 1 or 0. Entry
// points: Translation::truth(), all().
#pragma once

#include "checker/symbolic/input_cover.hpp"

#include <z3++.h>

#include <map>
#include <span>

namespace walkcheck::symbolic {

class Translation {
public:
  Translation(z3::context& context, const InputSpace& space) : context_(context), space_(space) {}

  // A term of 64 bits. For an open input Z3 chooses only the bits from its lowest possible bit to
  // its highest.
  z3::expr input(std::size_t index) const;
  z3::expr truth(term::TermId id);
  z3::expr truth(const term::Predicate& predicate);
  z3::expr all(std::span<const term::Predicate> predicates);

private:
  z3::expr number(std::uint64_t value) const { return context_.bv_val(value, 64); }
  bool is_boolean(term::TermId id) const { return space_.terms->is_boolean(id); }
  z3::expr vector(term::TermId id);
  z3::expr condition(const term::Term& select);
  z3::expr make_truth(term::TermId id);
  z3::expr make_vector(term::TermId id);

  z3::context& context_;
  const InputSpace& space_;
  std::map<term::TermId, z3::expr> truths_, vectors_;
};

} // namespace walkcheck::symbolic
