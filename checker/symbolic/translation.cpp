// SPDX-License-Identifier: GPL-2.0-only
#include "checker/symbolic/translation.hpp"

#include <bit>

namespace walkcheck::symbolic {

using term::Op;
using term::Predicate;
using term::TermId;

z3::expr Translation::input(std::size_t index) const {
  const InputSpace::Input& input = space_.inputs[index];
  if (!input.open) return context_.bv_const(input.name.c_str(), 64);
  if (input.possible == 0) return number(0);
  const auto below = static_cast<unsigned>(std::countr_zero(input.possible));
  const auto above = static_cast<unsigned>(std::countl_zero(input.possible));
  z3::expr whole = context_.bv_const(input.name.c_str(), 64 - above - below);
  if (below > 0) whole = z3::concat(whole, context_.bv_val(0, below));
  return above > 0 ? z3::zext(whole, above) : whole;
}

z3::expr Translation::truth(TermId id) {
  if (const auto known = truths_.find(id); known != truths_.end()) return known->second;
  const z3::expr made = make_truth(id);
  truths_.emplace(id, made);
  return made;
}

z3::expr Translation::truth(const Predicate& predicate) {
  return predicate.holds ? truth(predicate.term) : !truth(predicate.term);
}

z3::expr Translation::all(std::span<const Predicate> predicates) {
  z3::expr_vector each(context_);
  for (const Predicate& predicate : predicates)
    each.push_back(truth(predicate));
  return z3::mk_and(each);
}

z3::expr Translation::vector(TermId id) {
  if (const auto known = vectors_.find(id); known != vectors_.end()) return known->second;
  const z3::expr made = make_vector(id);
  vectors_.emplace(id, made);
  return made;
}

z3::expr Translation::condition(const term::Term& select) {
  return truth(static_cast<TermId>(select.value));
}

z3::expr Translation::make_truth(TermId id) {
  const term::Term& term = (*space_.terms)[id];
  const bool logical = is_boolean(id) && term.left != term::kNoTerm && is_boolean(term.left) &&
                       is_boolean(term.right);
  switch (term.op) {
  case Op::Eq: return vector(term.left) == vector(term.right);
  case Op::ULt: return z3::ult(vector(term.left), vector(term.right));
  case Op::SLt: return vector(term.left) < vector(term.right);
  case Op::And:
    if (logical) return truth(term.left) && truth(term.right);
    break;
  case Op::Or:
    if (logical) return truth(term.left) || truth(term.right);
    break;
  case Op::Xor:
    if (logical) return truth(term.left) != truth(term.right);
    break;
  case Op::Constant: return context_.bool_val(term.value != 0);
  case Op::Select:
    if (logical) return z3::ite(condition(term), truth(term.left), truth(term.right));
    break;
  case Op::Input:
  case Op::Add:
  case Op::Sub:
  case Op::Mul:
  case Op::UDiv:
  case Op::URem:
  case Op::SDiv:
  case Op::SRem:
  case Op::Shl:
  case Op::LShr:
  case Op::AShr:
  case Op::Undefined: break; // no predicate is made of it
  }
  return vector(id) != number(0);
}

z3::expr Translation::make_vector(TermId id) {
  const term::Term& term = (*space_.terms)[id];
  const auto left = [&] { return vector(term.left); };
  const auto right = [&] { return vector(term.right); };
  switch (term.op) {
  case Op::Constant: return number(term.value);
  case Op::Input: return input(term.value);
  case Op::Add: return left() + right();
  case Op::Sub: return left() - right();
  case Op::Mul: return left() * right();
  case Op::UDiv: return z3::udiv(left(), right());
  case Op::URem: return z3::urem(left(), right());
  case Op::SDiv: return left() / right();
  case Op::SRem: return z3::srem(left(), right());
  case Op::And: return left() & right();
  case Op::Or: return left() | right();
  case Op::Xor: return left() ^ right();
  case Op::Shl: return z3::shl(left(), right());
  case Op::LShr: return z3::lshr(left(), right());
  case Op::AShr: return z3::ashr(left(), right());
  case Op::Select: return z3::ite(condition(term), left(), right());
  case Op::Eq:
  case Op::ULt:
  case Op::SLt:
  case Op::Undefined: break;
  }
  return z3::ite(truth(id), number(1), number(0));
}

} // namespace walkcheck::symbolic
