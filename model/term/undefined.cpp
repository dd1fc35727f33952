// SPDX-License-Identifier: GPL-2.0-only
// Which bits of a result are undefined if some bits of an operand are. Exact for the operations
// with which a compiler merges and cuts out parts of a word, as for bit-fields and padding; for
// others, every bit that an undefined one can reach.
#include "model/term/term.hpp"

#include <algorithm>
#include <bit>

namespace walkcheck::term {
namespace {

// All bits from the lowest one up: where a carry or a borrow may go.
std::uint64_t from_lowest(std::uint64_t bits) {
  return bits == 0 ? 0 : UINT64_MAX << std::countr_zero(bits);
}

struct Range {
  std::uint64_t least, most;
};

Range range_of(std::uint64_t value, std::uint64_t undefined) {
  return {value & ~undefined, value | undefined};
}

bool is_decided(const Range& left, const Range& right) {
  return left.most < right.least || left.least >= right.most;
}

} // namespace

std::uint32_t Terms::intern(const Origin& origin) {
  const auto known = std::ranges::find(origins_, origin);
  if (known != origins_.end()) return static_cast<std::uint32_t>(known - origins_.begin());
  origins_.push_back(origin);
  return static_cast<std::uint32_t>(origins_.size() - 1);
}

TermId Terms::with_undefined(TermId defined, std::uint64_t bits, std::uint32_t from) {
  if (bits == 0) return defined;
  return intern({Op::Undefined, defined, from, bits}, possible(defined) | bits);
}

// What was never written is a fault, and what nobody knows leaves the verdict open: where the
// operands are of both kinds, the result is of the second.
TermId Terms::of_undefined(Op op, TermId left, TermId right) {
  const bool of_right = !is_undefined(left) ||
                        (is_undefined(right) && origin(right).kind != Origin::Kind::NeverWritten);
  const std::uint32_t from = terms_[of_right ? right : left].right;
  const std::uint64_t bits = undefined_result(op, left, right);
  return with_undefined(of(op, defined_part(left), defined_part(right)), bits, from);
}

std::uint64_t Terms::undefined_result(Op op, TermId left, TermId right) const {
  const std::uint64_t l = undefined_bits(left);
  const std::uint64_t r = undefined_bits(right);
  const TermId left_part = defined_part(left);
  const TermId right_part = defined_part(right);
  const bool constants = is_constant(left_part) && is_constant(right_part);
  const std::uint64_t left_value = terms_[left_part].value;
  const std::uint64_t right_value = terms_[right_part].value;
  const bool by_constant = r == 0 && is_constant(right_part);
  const auto ones = [&](TermId part, std::uint64_t undefined) {
    return is_constant(part) ? terms_[part].value & ~undefined : 0;
  };
  switch (op) {
  case Op::Constant:
  case Op::Input:
  case Op::Select:
  case Op::Undefined: break;
  case Op::Add:
  case Op::Sub: return from_lowest(l | r);
  case Op::Mul:
    if (!by_constant) return from_lowest(l | r);
    return right_value == 0 ? 0 : from_lowest(l << std::countr_zero(right_value));
  case Op::UDiv:
    if (by_constant && std::has_single_bit(right_value)) return l >> std::countr_zero(right_value);
    break;
  case Op::URem:
    if (by_constant && std::has_single_bit(right_value)) return l & (right_value - 1);
    break;
  case Op::SDiv:
  case Op::SRem: break;
  case Op::And: return (l & possible(right)) | (r & possible(left));
  case Op::Or: return (l & ~ones(right_part, r)) | (r & ~ones(left_part, l));
  case Op::Xor: return l | r;
  case Op::Shl:
  case Op::LShr:
  case Op::AShr:
    if (by_constant) return computed(op, l, right_value);
    break;
  case Op::Eq: return constants && ((left_value ^ right_value) & ~(l | r)) != 0 ? 0 : 1;
  case Op::ULt:
    return constants && is_decided(range_of(left_value, l), range_of(right_value, r)) ? 0 : 1;
  case Op::SLt: {
    constexpr std::uint64_t kSign = 1ULL << 63;
    const Range with_sign_left = range_of(left_value ^ kSign, l);
    return constants && is_decided(with_sign_left, range_of(right_value ^ kSign, r)) ? 0 : 1;
  }
  }
  return UINT64_MAX;
}

} // namespace walkcheck::term
