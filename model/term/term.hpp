// SPDX-License-Identifier: GPL-2.0-only
// Expressions over a scenario's inputs, from which the values of a concrete run are computed. Entry
// points: Terms::input(), Terms::of(), Predicates::assume().
//
// Every term is a function of the inputs to 64 bits; narrower arithmetic masks its result. Terms
// are hash-consed, and simplified as they are made, so that equal results of page-table arithmetic
// (a table's base plus eight times an index) become one term.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace walkcheck::term {

using TermId = std::uint32_t;

// The term of a value that stems from no input: no expression is kept for it.
inline constexpr TermId kNoTerm = 0;

// A value of a concrete run, and what it stems from. A plain number stems from no input.
struct Value {
  std::uint64_t bits = 0;
  TermId term = kNoTerm;

  constexpr Value() = default;
  constexpr Value(std::uint64_t plain, TermId from = kNoTerm) : bits(plain), term(from) {}
  auto operator<=>(const Value&) const = default;
};

enum class Op : std::uint8_t {
  Constant, // value
  Input,    // value: its index
  Add,
  Sub,
  Mul,
  UDiv,
  URem,
  SDiv,
  SRem,
  And,
  Or,
  Xor,
  Shl, // by less than 64, as are the other shifts
  LShr,
  AShr,
  // 1 or 0.
  Eq,
  ULt,
  SLt,
  // `left` if the term `value`, which is 1 or 0, is 1; else `right`.
  Select,
  // The bits in `value` are undefined. `left` is the term with these bits as 0, and `right` the
  // index of their origin. No other term has one as an operand: the result is Undefined itself.
  Undefined,
};

// Where a value without a meaning comes from.
struct Origin {
  enum class Kind : std::uint8_t {
    NeverWritten, // name: the variable's, if it has one
    Unknown,      // name: of a function that nothing defines; this is its result
    NotGiven,     // name: of a variable or a part of one, whose value no text gives
    Place,        // name: of a variable, function or local; the value goes by where it is in memory
  };
  Kind kind = Kind::NeverWritten;
  std::string name;
  auto operator<=>(const Origin&) const = default;
};

// Thrown where a decision depends on such a value.
struct Undecided {
  Origin origin;
};

struct Term {
  Op op = Op::Constant;
  TermId left = kNoTerm, right = kNoTerm;
  std::uint64_t value = 0;
  auto operator<=>(const Term&) const = default;
};

class Terms {
public:
  Terms();

  TermId input(std::uint32_t index, std::uint64_t possible = UINT64_MAX);
  TermId constant(std::uint64_t value);
  // All 64 bits are undefined; 0 in a concrete run.
  TermId undefined(const Origin& origin) {
    return with_undefined(constant(0), UINT64_MAX, intern(origin));
  }
  // This value, with these bits undefined; their origin is that of `like`.
  TermId undefined_as(TermId like, std::uint64_t value, std::uint64_t bits) {
    return with_undefined(constant(value), bits, terms_[like].right);
  }
  // Neither is kNoTerm; see term() for values. For Op::Select there is select().
  TermId of(Op op, TermId left, TermId right);
  // The condition is boolean.
  TermId select(TermId condition, TermId if_true, TermId if_false);

  const Term& operator[](TermId id) const { return terms_[id]; }
  std::size_t size() const { return terms_.size(); }
  bool is_constant(TermId id) const { return terms_[id].op == Op::Constant; }
  // A superset of the bits that are set for some inputs.
  std::uint64_t possible(TermId id) const { return possible_[id]; }
  bool is_boolean(TermId id) const { return possible_[id] <= 1; }
  bool is_undefined(TermId id) const { return terms_[id].op == Op::Undefined; }
  // For an Undefined term: which bits are undefined, where they come from, and the term without
  // them.
  std::uint64_t undefined_bits(TermId id) const { return is_undefined(id) ? terms_[id].value : 0; }
  const Origin& origin(TermId id) const { return origins_[terms_[id].right]; }
  TermId defined_part(TermId id) const { return is_undefined(id) ? terms_[id].left : id; }

  TermId term(const Value& value) {
    return value.term == kNoTerm ? constant(value.bits) : value.term;
  }
  // An operation's term; kNoTerm if neither operand has one.
  TermId of(Op op, const Value& left, const Value& right) {
    if (left.term == kNoTerm && right.term == kNoTerm) return kNoTerm;
    return some(of(op, term(left), term(right)));
  }
  // The low bits alone. `bits` is 1 .. 64.
  TermId low(TermId id, unsigned bits);
  // The value of the low bits, taken as signed.
  TermId sign_extended(TermId id, unsigned bits);

  // `inputs` by index.
  std::uint64_t evaluate(TermId id, std::span<const std::uint64_t> inputs) const;

private:
  // A constant needs no term.
  TermId some(TermId id) const { return is_constant(id) ? kNoTerm : id; }
  TermId intern(const Term& term, std::uint64_t possible);
  std::uint32_t intern(const Origin& origin);
  TermId with_undefined(TermId defined, std::uint64_t bits, std::uint32_t from);
  TermId of_undefined(Op op, TermId left, TermId right);
  std::uint64_t undefined_result(Op op, TermId left, TermId right) const;
  TermId make_sum(TermId left, TermId right);
  TermId make_difference(TermId left, TermId right);
  TermId make_product(Op op, TermId left, TermId right);
  TermId make_xor(TermId left, TermId right);
  TermId make_less(Op op, TermId left, TermId right);
  bool is_zero(TermId id) const;
  TermId make_and(TermId left, TermId right);
  TermId make_or(TermId left, TermId right);
  TermId make_shift(Op op, TermId left, TermId right);
  TermId make_equal(TermId left, TermId right);

  std::vector<Term> terms_;
  std::vector<std::uint64_t> possible_;
  std::map<Term, TermId> ids_;
  std::vector<Origin> origins_;
};

// The result of an operation on numbers. The divisor of a division is not zero.
std::uint64_t computed(Op op, std::uint64_t left, std::uint64_t right);

// A boolean term and whether it was true.
struct Predicate {
  TermId term;
  bool holds;
  auto operator<=>(const Predicate&) const = default;
};

// The predicates that decided something in a run, each once, in the order of first use. Nothing may
// depend on an undefined value: each of these functions throws Undecided for one.
class Predicates {
public:
  explicit Predicates(Terms& terms) : terms_(&terms) {}

  void require_defined(const Value& value) const;

  // Assumes that the value is zero, or that it is not, whichever is the case in this run.
  void assume_truth(const Value& value);
  // Assumes that the value is the one of this run.
  void assume_value(const Value& value);
  // Assumes that the two are equal, or that they are not, whichever is the case in this run.
  void assume_equality(const Value& left, const Value& right);

  const std::vector<Predicate>& all() const { return all_; }
  void clear();
  Terms& terms() const { return *terms_; }

private:
  void add(TermId boolean, bool holds);

  Terms* terms_;
  std::vector<Predicate> all_;
  std::set<Predicate> known_;
};

} // namespace walkcheck::term
