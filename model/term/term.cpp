// SPDX-License-Identifier: GPL-2.0-only
#include "model/term/term.hpp"

#include <bit>
#include <utility>

namespace walkcheck::term {
namespace {

std::uint64_t up_to(std::uint64_t highest) {
  return highest == 0 ? 0 : UINT64_MAX >> std::countl_zero(highest);
}

// The bits that a multiple of the lowest of these bits may have.
std::uint64_t multiple_of(std::uint64_t bits) {
  return 0 - (bits & (0 - bits));
}

bool commutes(Op op) {
  return op == Op::Add || op == Op::Mul || op == Op::And || op == Op::Or || op == Op::Xor ||
         op == Op::Eq;
}

std::int64_t as_signed(std::uint64_t value) {
  return static_cast<std::int64_t>(value);
}

} // namespace

std::uint64_t computed(Op op, std::uint64_t left, std::uint64_t right) {
  switch (op) {
  case Op::Constant:
  case Op::Input: return 0;
  case Op::Add: return left + right;
  case Op::Sub: return left - right;
  case Op::Mul: return left * right;
  case Op::UDiv: return left / right;
  case Op::URem: return left % right;
  case Op::SDiv:
    return right == UINT64_MAX ? 0 - left
                               : static_cast<std::uint64_t>(as_signed(left) / as_signed(right));
  case Op::SRem:
    return right == UINT64_MAX ? 0 : static_cast<std::uint64_t>(as_signed(left) % as_signed(right));
  case Op::And: return left & right;
  case Op::Or: return left | right;
  case Op::Xor: return left ^ right;
  case Op::Shl: return right >= 64 ? 0 : left << right;
  case Op::LShr: return right >= 64 ? 0 : left >> right;
  case Op::AShr: return static_cast<std::uint64_t>(as_signed(left) >> (right >= 64 ? 63 : right));
  case Op::Eq: return left == right ? 1 : 0;
  case Op::ULt: return left < right ? 1 : 0;
  case Op::SLt: return as_signed(left) < as_signed(right) ? 1 : 0;
  case Op::Select:    // has three operands
  case Op::Undefined: // has one
    break;
  }
  return 0;
}

// Term 0 is none.
Terms::Terms() : terms_(1), possible_(1) {}

TermId Terms::intern(const Term& term, std::uint64_t possible) {
  const auto [known, inserted] = ids_.try_emplace(term, static_cast<TermId>(terms_.size()));
  if (inserted) {
    terms_.push_back(term);
    possible_.push_back(possible);
  }
  return known->second;
}

TermId Terms::input(std::uint32_t index, std::uint64_t possible) {
  return intern({Op::Input, kNoTerm, kNoTerm, index}, possible);
}

TermId Terms::constant(std::uint64_t value) {
  return intern({Op::Constant, kNoTerm, kNoTerm, value}, value);
}

TermId Terms::low(TermId id, unsigned bits) {
  return bits >= 64 ? id : some(of(Op::And, id, constant((1ULL << bits) - 1)));
}

TermId Terms::sign_extended(TermId id, unsigned bits) {
  if (bits >= 64) return id;
  const std::uint64_t sign = 1ULL << (bits - 1);
  const TermId lowest = of(Op::And, id, constant(sign | (sign - 1)));
  if ((possible(lowest) & sign) == 0) return some(lowest);
  const TermId amount = constant(64 - bits);
  return some(of(Op::AShr, of(Op::Shl, lowest, amount), amount));
}

TermId Terms::of(Op op, TermId left, TermId right) {
  if (is_undefined(left) || is_undefined(right)) return of_undefined(op, left, right);
  if (is_constant(left) && is_constant(right))
    return constant(computed(op, terms_[left].value, terms_[right].value));
  // A constant goes to the right; of other operands the older term goes first.
  if (commutes(op) && (is_constant(left) || (!is_constant(right) && right < left)))
    std::swap(left, right);
  switch (op) {
  case Op::Add: return make_sum(left, right);
  case Op::Sub: return make_difference(left, right);
  case Op::Mul:
  case Op::UDiv:
  case Op::URem: return make_product(op, left, right);
  case Op::And: return make_and(left, right);
  case Op::Or: return make_or(left, right);
  case Op::Xor: return make_xor(left, right);
  case Op::Shl:
  case Op::LShr:
  case Op::AShr: return make_shift(op, left, right);
  case Op::Eq: return make_equal(left, right);
  case Op::ULt:
  case Op::SLt: return make_less(op, left, right);
  case Op::SDiv:
  case Op::SRem:
  case Op::Constant:
  case Op::Input:
  case Op::Select:
  case Op::Undefined: break;
  }
  return intern({op, left, right, 0}, UINT64_MAX);
}

TermId Terms::make_sum(TermId left, TermId right) {
  if (is_zero(right)) return left;
  if ((possible(left) & possible(right)) == 0) return make_or(left, right);
  if (terms_[left].op == Op::Sub && terms_[left].right == right) return terms_[left].left;
  if (terms_[right].op == Op::Sub && terms_[right].right == left) return terms_[right].left;
  if (is_constant(right) && terms_[left].op == Op::Add && is_constant(terms_[left].right))
    return of(Op::Add, terms_[left].left,
              constant(terms_[terms_[left].right].value + terms_[right].value));
  const std::uint64_t either = possible(left) | possible(right), both = up_to(either);
  const std::uint64_t bits = (both >> 63) == 0 ? both << 1 | 1 : UINT64_MAX;
  return intern({Op::Add, left, right, 0}, bits & multiple_of(either));
}

TermId Terms::make_difference(TermId left, TermId right) {
  if (is_zero(right)) return left;
  if (left == right) return constant(0);
  if (is_constant(right)) return of(Op::Add, left, constant(0 - terms_[right].value));
  if (terms_[left].op == Op::Add && terms_[left].left == right) return terms_[left].right;
  if (terms_[left].op == Op::Add && terms_[left].right == right) return terms_[left].left;
  return intern({Op::Sub, left, right, 0}, multiple_of(possible(left) | possible(right)));
}

// A product, quotient or remainder of unsigned numbers.
TermId Terms::make_product(Op op, TermId left, TermId right) {
  if (op == Op::Mul && is_zero(right)) return right;
  const std::uint64_t by = terms_[right].value;
  if (is_constant(right) && std::has_single_bit(by)) {
    if (op == Op::URem) return make_and(left, constant(by - 1));
    return make_shift(op == Op::Mul ? Op::Shl : Op::LShr, left, constant(std::countr_zero(by)));
  }
  std::uint64_t bits = UINT64_MAX;
  if (op == Op::UDiv) bits = up_to(possible(left));
  if (op == Op::URem) bits = up_to(possible(left) | possible(right));
  return intern({op, left, right, 0}, bits);
}

TermId Terms::make_xor(TermId left, TermId right) {
  if (is_zero(right)) return left;
  if (left == right) return constant(0);
  if (is_constant(right) && terms_[left].op == Op::Xor && is_constant(terms_[left].right))
    return of(Op::Xor, terms_[left].left,
              constant(terms_[terms_[left].right].value ^ terms_[right].value));
  return intern({Op::Xor, left, right, 0}, possible(left) | possible(right));
}

TermId Terms::make_less(Op op, TermId left, TermId right) {
  // Neither is negative, so the signs do not matter.
  if (op == Op::SLt && ((possible(left) | possible(right)) >> 63) == 0) op = Op::ULt;
  if (op == Op::ULt) {
    if (is_zero(right) || left == right) return constant(0);
    if (is_constant(right) && up_to(possible(left)) < terms_[right].value) return constant(1);
  }
  return intern({op, left, right, 0}, 1);
}

bool Terms::is_zero(TermId id) const {
  return is_constant(id) && terms_[id].value == 0;
}

TermId Terms::make_and(TermId left, TermId right) {
  if (left == right) return left;
  if ((possible(left) & possible(right)) == 0) return constant(0);
  if (is_constant(right)) {
    const std::uint64_t mask = terms_[right].value;
    if ((possible(left) & ~mask) == 0) return left;
    const Term inner = terms_[left];
    if (inner.op == Op::And && is_constant(inner.right))
      return make_and(inner.left, constant(mask & terms_[inner.right].value));
    // A base and an offset in it: each part is masked.
    if (inner.op == Op::Or && is_constant(inner.right))
      return make_or(of(Op::And, inner.left, right), constant(mask & terms_[inner.right].value));
    // One normal form, so that the same bits are the same term: ((x >> c) & mask) << d.
    if (inner.op == Op::Shl && is_constant(inner.right)) {
      const std::uint64_t amount = terms_[inner.right].value;
      return make_shift(Op::Shl, make_and(inner.left, constant(mask >> amount)), inner.right);
    }
  }
  return intern({Op::And, left, right, 0}, possible(left) & possible(right));
}

TermId Terms::make_or(TermId left, TermId right) {
  if (is_constant(left)) std::swap(left, right);
  if (left == right) return left;
  if (is_constant(right)) {
    const std::uint64_t bits = terms_[right].value;
    if (bits == 0) return left;
    if (is_constant(left)) return constant(terms_[left].value | bits);
    const Term inner = terms_[left];
    if (inner.op == Op::Or && is_constant(inner.right))
      return make_or(inner.left, constant(bits | terms_[inner.right].value));
  } else if (right < left) {
    std::swap(left, right);
  }
  return intern({Op::Or, left, right, 0}, possible(left) | possible(right));
}

TermId Terms::make_shift(Op op, TermId left, TermId right) {
  if (!is_constant(right)) return intern({op, left, right, 0}, UINT64_MAX);
  const std::uint64_t amount = terms_[right].value;
  if (amount == 0) return left;
  if (is_constant(left)) return constant(computed(op, terms_[left].value, amount));
  if (op == Op::AShr) {
    if ((possible(left) >> 63) != 0) return intern({op, left, right, 0}, UINT64_MAX);
    op = Op::LShr;
  }
  const std::uint64_t possible_now = computed(op, possible(left), amount);
  if (possible_now == 0) return constant(0);
  const Term inner = terms_[left];
  if (inner.op == op && is_constant(inner.right)) {
    const std::uint64_t sum = amount + terms_[inner.right].value;
    return sum >= 64 ? constant(0) : make_shift(op, inner.left, constant(sum));
  }
  if (op == Op::LShr && inner.op == Op::Shl && is_constant(inner.right)) {
    const std::uint64_t before = terms_[inner.right].value;
    const TermId kept = make_and(inner.left, constant(UINT64_MAX >> before));
    return before >= amount ? make_shift(Op::Shl, kept, constant(before - amount))
                            : make_shift(Op::LShr, kept, constant(amount - before));
  }
  if (op == Op::Shl && inner.op == Op::LShr && inner.right == right)
    return make_and(inner.left, constant(UINT64_MAX << amount));
  if ((inner.op == Op::Or || (inner.op == Op::And && op == Op::LShr)) && is_constant(inner.right))
    return of(inner.op, make_shift(op, inner.left, right),
              constant(computed(op, terms_[inner.right].value, amount)));
  return intern({op, left, right, 0}, possible_now);
}

TermId Terms::make_equal(TermId left, TermId right) {
  if (left == right) return constant(1);
  const auto base_of = [&](TermId id) {
    const Term& term = terms_[id];
    if (term.op == Op::Constant) return term.value;
    const bool based = term.op == Op::Or && is_constant(term.right) &&
                       (possible(term.left) & terms_[term.right].value) == 0;
    return based ? terms_[term.right].value : 0;
  };
  const auto rest_of = [&](TermId id) {
    if (is_constant(id)) return constant(0);
    return base_of(id) != 0 ? terms_[id].left : id;
  };
  const std::uint64_t left_base = base_of(left);
  const std::uint64_t right_base = base_of(right);
  const TermId left_rest = rest_of(left);
  const TermId right_rest = rest_of(right);
  // They differ if one side always has a bit that the other never has.
  if ((left_base & ~(right_base | possible(right_rest))) != 0 ||
      (right_base & ~(left_base | possible(left_rest))) != 0)
    return constant(0);
  if (const std::uint64_t common = left_base & right_base; common != 0)
    return of(Op::Eq, make_or(left_rest, constant(left_base & ~common)),
              make_or(right_rest, constant(right_base & ~common)));
  if (is_constant(right) && left_base != 0)
    return of(Op::Eq, left_rest, constant(terms_[right].value & ~left_base));

  const Term l = terms_[left];
  const Term r = terms_[right];
  const bool same_shift = l.op == Op::Shl && is_constant(l.right) &&
                          (is_constant(right) || (r.op == Op::Shl && r.right == l.right));
  if (same_shift) {
    const std::uint64_t amount = terms_[l.right].value;
    const auto keeps_all = [&](TermId id) {
      return (possible(id) << amount) >> amount == possible(id);
    };
    if (keeps_all(l.left) && (is_constant(right) || keeps_all(r.left)))
      return of(Op::Eq, l.left, is_constant(right) ? constant(r.value >> amount) : r.left);
  }
  // x + c = d becomes x = d - c, which is right even if the sum wraps.
  if (is_constant(right) && l.op == Op::Add && is_constant(l.right))
    return of(Op::Eq, l.left, constant(r.value - terms_[l.right].value));
  if (is_constant(right) && is_boolean(left) && r.value == 1) return left;
  if (is_constant(right) && is_boolean(left) && r.value == 0) return of(Op::Xor, left, constant(1));
  return intern({Op::Eq, left, right, 0}, 1);
}

TermId Terms::select(TermId condition, TermId if_true, TermId if_false) {
  if (is_constant(condition)) return terms_[condition].value != 0 ? if_true : if_false;
  if (if_true == if_false) return if_true;
  if (is_boolean(if_true) && is_boolean(if_false)) {
    const auto is = [&](TermId id, std::uint64_t value) {
      return is_constant(id) && terms_[id].value == value;
    };
    if (is(if_false, 0)) return of(Op::And, condition, if_true);
    if (is(if_true, 1)) return of(Op::Or, condition, if_false);
    if (is(if_true, 0)) return of(Op::And, of(Op::Xor, condition, constant(1)), if_false);
    if (is(if_false, 1)) return of(Op::Or, of(Op::Xor, condition, constant(1)), if_true);
  }
  return intern({Op::Select, if_true, if_false, condition}, possible(if_true) | possible(if_false));
}

std::uint64_t Terms::evaluate(TermId id, std::span<const std::uint64_t> inputs) const {
  const Term& term = terms_[id];
  if (term.op == Op::Select)
    return evaluate(evaluate(static_cast<TermId>(term.value), inputs) != 0 ? term.left : term.right,
                    inputs);
  if (term.op == Op::Constant) return term.value;
  if (term.op == Op::Undefined) return evaluate(term.left, inputs);
  if (term.op == Op::Input) return inputs[term.value];
  return computed(term.op, evaluate(term.left, inputs), evaluate(term.right, inputs));
}

void Predicates::require_defined(const Value& value) const {
  if (value.term != kNoTerm && terms_->is_undefined(value.term))
    throw Undecided{terms_->origin(value.term)};
}

void Predicates::assume_truth(const Value& value) {
  if (value.term == kNoTerm) return;
  require_defined(value);
  if (terms_->is_boolean(value.term)) return add(value.term, value.bits != 0);
  add(terms_->of(Op::Eq, value.term, terms_->constant(0)), value.bits == 0);
}

void Predicates::assume_value(const Value& value) {
  if (value.term == kNoTerm) return;
  require_defined(value);
  add(terms_->of(Op::Eq, value.term, terms_->constant(value.bits)), true);
}

void Predicates::assume_equality(const Value& left, const Value& right) {
  if (left.term == kNoTerm && right.term == kNoTerm) return;
  const TermId equal = terms_->of(Op::Eq, terms_->term(left), terms_->term(right));
  require_defined({0, equal});
  add(equal, left.bits == right.bits);
}

void Predicates::add(TermId boolean, bool holds) {
  for (;;) {
    const Term& term = (*terms_)[boolean];
    if (term.op == Op::Constant) return;
    const bool negates = (term.op == Op::Eq && terms_->is_constant(term.right) &&
                          (*terms_)[term.right].value == 0) ||
                         (term.op == Op::Xor && terms_->is_constant(term.right));
    if (!negates || !terms_->is_boolean(term.left)) break;
    boolean = term.left;
    holds = !holds;
  }
  const Term term = (*terms_)[boolean];
  // Splits a true conjunction, or a false disjunction, into its parts.
  const bool both = terms_->is_boolean(term.left) && terms_->is_boolean(term.right);
  if (both && ((term.op == Op::And && holds) || (term.op == Op::Or && !holds))) {
    add(term.left, holds);
    add(term.right, holds);
    return;
  }
  if (known_.insert({boolean, holds}).second) all_.push_back({boolean, holds});
}

void Predicates::clear() {
  all_.clear();
  known_.clear();
}

} // namespace walkcheck::term
