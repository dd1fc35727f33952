// SPDX-License-Identifier: GPL-2.0-only
// Which bits of a result are undefined, checked with all values that the undefined bits could have.
#include "catch.hpp"

#include "model/term/term.hpp"

#include <array>
#include <random>

using namespace walkcheck::term;

namespace {

constexpr std::uint64_t kSeed = 7;

// An operand of 4 bits, so that every value of the undefined ones can be tried.
struct Partial {
  std::uint64_t value, undefined;
};

template <class Each> void for_each_value(const Partial& partial, Each each) {
  for (std::uint64_t bits = 0; bits < 16; ++bits)
    if ((bits & ~partial.undefined) == 0) each(partial.value | bits);
}

TermId term_of(Terms& terms, const Partial& partial) {
  const TermId like = terms.undefined({Origin::Kind::NeverWritten, "x"});
  return partial.undefined == 0 ? terms.constant(partial.value)
                                : terms.undefined_as(like, partial.value, partial.undefined);
}

} // namespace

TEST_CASE("no bit that an undefined one can reach counts as defined") {
  std::mt19937_64 random(kSeed);
  INFO("seed " << kSeed);
  constexpr std::array kOps = {Op::Add, Op::Sub, Op::Mul,  Op::UDiv, Op::URem, Op::And, Op::Or,
                               Op::Xor, Op::Shl, Op::LShr, Op::AShr, Op::Eq,   Op::ULt, Op::SLt};
  unsigned defined = 0;
  for (unsigned round = 0; round < 20000; ++round) {
    Terms terms;
    const Op op = kOps[random() % kOps.size()];
    const auto any = [&] {
      const std::uint64_t undefined = random() % 3 == 0 ? 0 : random() % 16;
      return Partial{random() % 16 & ~undefined, undefined};
    };
    const Partial left = any();
    Partial right = any();
    const bool divides = op == Op::UDiv || op == Op::URem;
    const bool shifts = op == Op::Shl || op == Op::LShr || op == Op::AShr;
    if (divides || shifts) right = {1 + random() % 15, 0}; // otherwise it is a fault
    const TermId result = terms.of(op, term_of(terms, left), term_of(terms, right));
    const std::uint64_t undefined = terms.undefined_bits(result);
    const std::uint64_t expected = terms.evaluate(result, {}) & ~undefined;
    if (undefined == 0) ++defined;
    for_each_value(left, [&](std::uint64_t l) {
      for_each_value(
          right, [&](std::uint64_t r) { REQUIRE((computed(op, l, r) & ~undefined) == expected); });
    });
  }
  CHECK(defined > 1000);
}

TEST_CASE("what cuts and merges words is exact") {
  Terms terms;
  const TermId none = terms.undefined({Origin::Kind::NeverWritten, "x"});
  const auto constant = [&](std::uint64_t value) { return terms.constant(value); };
  CHECK(terms.of(Op::And, none, constant(0)) == constant(0));
  const TermId merged = terms.of(Op::Or, terms.of(Op::And, none, constant(~0xffULL)), constant(5));
  CHECK(terms.undefined_bits(merged) == ~0xffULL);
  CHECK(terms.of(Op::And, merged, constant(0xff)) == constant(5));
  CHECK(terms.of(Op::Eq, merged, constant(6)) == constant(0));
  CHECK(terms.is_undefined(terms.of(Op::Eq, merged, constant(5))));
  const TermId input = terms.of(Op::And, terms.input(0), constant(0xff));
  const TermId with_input = terms.of(Op::Or, terms.of(Op::Shl, none, constant(8)), input);
  CHECK(terms.of(Op::And, with_input, constant(0xff)) == input);
  CHECK(terms.low(terms.of(Op::LShr, with_input, constant(8)), 8) != kNoTerm);
}

TEST_CASE("nothing goes by what is undefined, and the unknown is named first") {
  Terms terms;
  Predicates predicates(terms);
  const Value never{0, terms.undefined({Origin::Kind::NeverWritten, "x"})};
  const Value unknown{0, terms.undefined({Origin::Kind::Unknown, "f"})};
  CHECK_THROWS_AS(predicates.assume_truth(never), Undecided);
  CHECK_THROWS_AS(predicates.assume_value(never), Undecided);
  CHECK_THROWS_AS(predicates.assume_equality(never, 3), Undecided);
  CHECK(predicates.all().empty());
  for (const auto& [left, right] : {std::pair(never, unknown), std::pair(unknown, never)})
    CHECK(terms.origin(terms.of(Op::Add, left, right)).name == "f");
}
