// SPDX-License-Identifier: GPL-2.0-only
// Integer arithmetic of up to 64 bits. What C leaves undefined (division by zero or overflowing,
// a shift by the width or more) is a fault, not a value.
#include "model/program/arithmetic.hpp"
#include "model/machine/actor/local_work.hpp"
#include "model/machine/operation/address_facts.hpp"
#include "model/machine/state/local_places.hpp"

namespace walkcheck::machine {
namespace {

using program::BinaryOp;
using program::Comparison;
using program::computed;
using program::extended;
using program::low;
using term::TermId;
using term::Value;

Value low_of(const Run& run, const Value& value, unsigned bits) {
  return {low(value.bits, bits),
          value.term == term::kNoTerm ? value.term : run.world.terms().low(value.term, bits)};
}

bool is_signed(BinaryOp op) {
  return op == BinaryOp::SDiv || op == BinaryOp::SRem || op == BinaryOp::AShr;
}

bool is_signed(Comparison comparison) {
  return comparison == Comparison::SLt || comparison == Comparison::SLe ||
         comparison == Comparison::SGt || comparison == Comparison::SGe;
}

bool orders(Comparison comparison) {
  return comparison != Comparison::Eq && comparison != Comparison::Ne;
}

bool divides(BinaryOp op) {
  return op == BinaryOp::UDiv || op == BinaryOp::SDiv || op == BinaryOp::URem ||
         op == BinaryOp::SRem;
}

bool shifts(BinaryOp op) {
  return op == BinaryOp::Shl || op == BinaryOp::LShr || op == BinaryOp::AShr;
}

bool holds(Comparison comparison, std::uint64_t left, std::uint64_t right, unsigned bits) {
  const std::int64_t signed_left = extended(left, bits);
  const std::int64_t signed_right = extended(right, bits);
  switch (comparison) {
  case Comparison::Eq: return left == right;
  case Comparison::Ne: return left != right;
  case Comparison::ULt: return left < right;
  case Comparison::ULe: return left <= right;
  case Comparison::UGt: return left > right;
  case Comparison::UGe: return left >= right;
  case Comparison::SLt: return signed_left < signed_right;
  case Comparison::SLe: return signed_left <= signed_right;
  case Comparison::SGt: return signed_left > signed_right;
  case Comparison::SGe: return signed_left >= signed_right;
  }
  return false;
}

TermId sign_extended(const Run& run, const Value& value, unsigned bits) {
  if (value.term == term::kNoTerm) return term::kNoTerm;
  return run.world.terms().sign_extended(value.term, bits);
}

// A value with its term, both sign-extended.
Value sign_extended_value(const Run& run, const Value& value, unsigned bits) {
  return {static_cast<std::uint64_t>(extended(value.bits, bits)), sign_extended(run, value, bits)};
}

term::Op op_of(BinaryOp op) {
  switch (op) {
  case BinaryOp::Add: return term::Op::Add;
  case BinaryOp::Sub: return term::Op::Sub;
  case BinaryOp::Mul: return term::Op::Mul;
  case BinaryOp::UDiv: return term::Op::UDiv;
  case BinaryOp::SDiv: return term::Op::SDiv;
  case BinaryOp::URem: return term::Op::URem;
  case BinaryOp::SRem: return term::Op::SRem;
  case BinaryOp::And: return term::Op::And;
  case BinaryOp::Or: return term::Op::Or;
  case BinaryOp::Xor: return term::Op::Xor;
  case BinaryOp::Shl: return term::Op::Shl;
  case BinaryOp::LShr: return term::Op::LShr;
  case BinaryOp::AShr: return term::Op::AShr;
  }
  return term::Op::Add;
}

TermId term_of(const Run& run, BinaryOp op, Value left, Value right, unsigned bits) {
  if (left.term == term::kNoTerm && right.term == term::kNoTerm) return term::kNoTerm;
  term::Terms& terms = run.world.terms();
  if (is_signed(op)) {
    left = sign_extended_value(run, left, bits);
    if (op != BinaryOp::AShr) right = sign_extended_value(run, right, bits);
  }
  return terms.of(term::Op::And, Value{0, terms.of(op_of(op), left, right)}, low(UINT64_MAX, bits));
}

// Terms have two of the six orders; the others are made of these.
TermId term_of(const Run& run, Comparison comparison, Value left, Value right, unsigned bits) {
  if (left.term == term::kNoTerm && right.term == term::kNoTerm) return term::kNoTerm;
  term::Terms& terms = run.world.terms();
  const bool with_sign = is_signed(comparison);
  if (with_sign) {
    left = sign_extended_value(run, left, bits);
    right = sign_extended_value(run, right, bits);
  }
  const term::Op less = with_sign ? term::Op::SLt : term::Op::ULt;
  const auto negated = [&](TermId term) { return terms.of(term::Op::Xor, Value{0, term}, 1); };
  switch (comparison) {
  case Comparison::Eq: return terms.of(term::Op::Eq, left, right);
  case Comparison::Ne: return negated(terms.of(term::Op::Eq, left, right));
  case Comparison::ULt:
  case Comparison::SLt: return terms.of(less, left, right);
  case Comparison::UGt:
  case Comparison::SGt: return terms.of(less, right, left);
  case Comparison::ULe:
  case Comparison::SLe: return negated(terms.of(less, right, left));
  case Comparison::UGe:
  case Comparison::SGe: return negated(terms.of(less, left, right));
  }
  return term::kNoTerm;
}

Flow shifted_too_far(Run& run, std::uint64_t distance, unsigned bits) {
  return run.stop(CpuStatus::Faulted, FindingKind::ShiftTooFar, distance, std::to_string(bits));
}

} // namespace

Flow run_binary(Run& run, const program::Binary& in) {
  const Value left = low_of(run, run.value(in.left), in.bits);
  Value right = low_of(run, run.value(in.right), in.bits);
  term::Predicates& predicates = run.world.predicates;
  if (shifts(in.op)) {
    predicates.assume_value(right);
    right = right.bits;
    if (right.bits >= in.bits) return shifted_too_far(run, right.bits, in.bits);
  }
  if (divides(in.op)) {
    predicates.assume_truth(right);
    if (right.bits == 0) return run.fault(FindingKind::DivisionByZero);
    if (is_signed(in.op)) {
      const std::uint64_t least = 1ULL << (in.bits - 1);
      const bool by_minus_one = extended(right.bits, in.bits) == -1;
      // Any other divisor may divide an undefined value; the quotient is then undefined.
      if (by_minus_one || !run.world.terms().is_undefined(left.term))
        predicates.assume_equality(left, least);
      predicates.assume_equality(right, low(UINT64_MAX, in.bits));
      if (left.bits == least && by_minus_one)
        return run.fault(FindingKind::DivisionOverflow, left.bits);
    }
  }
  if (in.is_distance && are_unrelated(run, left.bits, right.bits, true))
    return run.stop(CpuStatus::Bounded, FindingKind::UnrelatedObjects);
  const std::uint64_t bits = low(computed(in.op, left.bits, right.bits, in.bits), in.bits);
  const auto unknown = unknown_result(run, in, left, right, bits);
  run.set(in.result, unknown ? *unknown : Value{bits, term_of(run, in.op, left, right, in.bits)});
  return Flow::Advance;
}

Flow run_compare(Run& run, const program::Compare& in) {
  const Value left = low_of(run, run.value(in.left), in.bits);
  const Value right = low_of(run, run.value(in.right), in.bits);
  if (in.bits == 64 && orders(in.comparison) &&
      are_unrelated(run, left.bits, right.bits, in.of_pointers))
    return run.stop(CpuStatus::Bounded, FindingKind::UnrelatedObjects);
  require_known(run, in, left, right);
  const std::uint64_t bits = holds(in.comparison, left.bits, right.bits, in.bits) ? 1 : 0;
  run.set(in.result, {bits, term_of(run, in.comparison, left, right, in.bits)});
  return Flow::Advance;
}

Flow run_cast(Run& run, const program::Cast& in) {
  const Value from = low_of(run, run.value(in.operand), in.from_bits);
  if (in.op != program::CastOp::SignExtend) {
    const auto unknown = unknown_low_bits(run, from, in.to_bits);
    run.set(in.result, unknown ? *unknown : low_of(run, from, in.to_bits));
    return Flow::Advance;
  }
  const auto wide = static_cast<std::uint64_t>(extended(from.bits, in.from_bits));
  run.set(in.result, low_of(run, {wide, sign_extended(run, from, in.from_bits)}, in.to_bits));
  return Flow::Advance;
}

} // namespace walkcheck::machine
