// SPDX-License-Identifier: GPL-2.0-only
// What is left to explore, and what counts as proved: the answers of the solver, and what is made
// of its giving up.
#include "catch.hpp"

#include "checker/symbolic/input_cover.hpp"
#include "checker/symbolic/words.hpp"
#include "scratch_folder.hpp"

#include <set>

using namespace walkcheck;
using symbolic::InputCover;
using symbolic::InputSpace;
using term::Op;
using term::TermId;

namespace {

// Two pages.
struct TwoPages {
  term::Terms terms;
  InputSpace space;
  TermId a, b;

  TwoPages() {
    constexpr std::uint64_t kPages = 0x7ffffffff000;
    a = terms.input(0, kPages);
    b = terms.input(1, kPages);
    space.terms = &terms;
    space.inputs = {{"a", true, 0, kPages}, {"b", true, 0, kPages}};
  }
  TermId number(std::uint64_t value) { return terms.constant(value); }
  void require(TermId condition) { space.conditions.push_back(condition); }
};

using Values = std::vector<std::uint64_t>;

} // namespace

TEST_CASE("the smallest input is the smallest of its kind that fulfils the conditions") {
  TwoPages pages;
  SECTION("nothing asked for") {
    CHECK(InputCover(pages.space, {}).next() == Values{0, 0});
  }
  SECTION("not zero: the next page, and not the next number") {
    pages.require(pages.terms.of(Op::ULt, pages.number(0), pages.a));
    CHECK(InputCover(pages.space, {}).next() == Values{0x1000, 0});
  }
  SECTION("by the first input first") {
    pages.require(pages.terms.of(Op::ULt, pages.b, pages.a));
    pages.require(pages.terms.of(Op::ULt, pages.number(0x7000), pages.b));
    CHECK(InputCover(pages.space, {}).next() == Values{0x9000, 0x8000});
  }
  SECTION("a fixed one is what it is") {
    pages.space.inputs[1] = {"b", false, 0x123, 0};
    CHECK(InputCover(pages.space, {}).next() == Values{0, 0x123});
  }
}

TEST_CASE("classes are added until none is left, and then that is proved") {
  TwoPages pages;
  InputCover cover(pages.space, {});
  const TermId less = pages.terms.of(Op::ULt, pages.a, pages.b);
  const TermId equal = pages.terms.of(Op::Eq, pages.a, pages.b);
  REQUIRE(cover.next() == Values{0, 0});
  cover.add(std::vector<term::Predicate>{{equal, true}});
  CHECK(cover.state() == InputCover::State::Open);
  REQUIRE(cover.next() == Values{0, 0x1000});
  cover.add(std::vector<term::Predicate>{{equal, false}, {less, true}});
  REQUIRE(cover.next() == Values{0x1000, 0});
  cover.add(std::vector<term::Predicate>{{less, false}, {equal, false}});
  CHECK(cover.next() == std::nullopt);
  CHECK(cover.state() == InputCover::State::Covered);
}

TEST_CASE("of an input below a limit all that are below it are covered, one by one") {
  for (std::uint64_t limit = 0; limit <= 10; ++limit) {
    CAPTURE(limit);
    term::Terms terms;
    const TermId x = terms.input(0);
    InputSpace space;
    space.terms = &terms;
    space.inputs = {{"x", true, 0, UINT64_MAX}};
    space.conditions = {terms.of(Op::ULt, x, terms.constant(limit))};
    InputCover cover(space, {});
    for (std::uint64_t value = 0; value < limit; ++value) {
      REQUIRE(cover.next() == Values{value});
      const TermId is = terms.of(Op::Eq, x, terms.constant(value));
      cover.add(std::vector<term::Predicate>{{is, true}});
    }
    REQUIRE(cover.next() == std::nullopt);
    REQUIRE(cover.state() == InputCover::State::Covered);
  }
}

TEST_CASE("a class is apart from others if no input is in both") {
  TwoPages pages;
  InputCover cover(pages.space, {});
  const TermId less = pages.terms.of(Op::ULt, pages.a, pages.b);
  const TermId equal = pages.terms.of(Op::Eq, pages.a, pages.b);
  const TermId zero = pages.terms.of(Op::Eq, pages.a, pages.number(0));
  CHECK(cover.is_apart(std::vector<term::Predicate>{{less, true}}));
  cover.add(std::vector<term::Predicate>{{less, true}});
  CHECK(cover.is_apart(std::vector<term::Predicate>{{equal, true}}));
  CHECK(cover.is_apart(std::vector<term::Predicate>{{less, false}, {zero, false}}));
  CHECK_FALSE(cover.is_apart(std::vector<term::Predicate>{{equal, false}}));
  CHECK_FALSE(cover.is_apart(std::vector<term::Predicate>{{zero, true}}));
  CHECK(cover.state() == InputCover::State::Open);
}

TEST_CASE("conditions that nothing fulfils leave nothing to cover") {
  TwoPages pages;
  pages.require(pages.terms.of(Op::ULt, pages.a, pages.b));
  pages.require(pages.terms.of(Op::ULt, pages.b, pages.a));
  InputCover cover(pages.space, {});
  CHECK(cover.next() == std::nullopt);
  CHECK(cover.state() == InputCover::State::Covered);
}

TEST_CASE("a solver that gives up has proved nothing") {
  // Factors of a product of two primes of 31 bits: too much for a thousand units.
  term::Terms terms;
  InputSpace space;
  space.terms = &terms;
  constexpr std::uint64_t kHalf = 0x7fffffff;
  const TermId a = terms.input(0, kHalf);
  const TermId b = terms.input(1, kHalf);
  space.inputs = {{"a", true, 0, kHalf}, {"b", true, 0, kHalf}};
  space.conditions = {
      terms.of(Op::Eq, terms.of(Op::Mul, a, b), terms.constant(2147483647ULL * 2147483629ULL)),
      terms.of(Op::ULt, a, b)};
  symbolic::CoverOptions options;
  options.limit = 1000;
  InputCover cover(space, options);
  CHECK(cover.next() == std::nullopt);
  CHECK(cover.state() == InputCover::State::Unknown);
}

TEST_CASE("what follows from the rest is left out, and the words say what is left") {
  TwoPages pages;
  const auto index = [&](TermId address) {
    return pages.terms.of(Op::And, pages.terms.of(Op::LShr, address, pages.number(21)),
                          pages.number(511));
  };
  const TermId in_a = index(pages.a);
  const TermId in_b = index(pages.b);
  const std::vector<term::Predicate> all{
      {pages.terms.of(Op::Eq, pages.a, pages.b), true},
      {pages.terms.of(Op::Eq, in_a, in_b), true},
      {pages.terms.of(Op::ULt, pages.a, pages.number(0x5000)), true}};
  InputCover cover(pages.space, {});
  const std::vector<term::Predicate> essential = cover.essential(all);
  REQUIRE(essential.size() == 2);
  CHECK(symbolic::in_words(pages.space, essential[0]) == "a = b");
  CHECK(symbolic::in_words(pages.space, essential[1]) == "a < 0x5000");
  CHECK(symbolic::in_words(pages.space, all[1]) == "pmd_index(a) = pmd_index(b)");
  CHECK(symbolic::in_words(pages.space, {all[1].term, false}) == "pmd_index(a) != pmd_index(b)");
  CHECK(symbolic::in_words(pages.space, {all[2].term, false}) == "a >= 0x5000");
}

TEST_CASE("of predicates that contradict each other none follows from the rest") {
  TwoPages pages;
  InputCover cover(pages.space, {});
  const TermId less = pages.terms.of(Op::ULt, pages.a, pages.b);
  const std::vector<term::Predicate> both{{less, true}, {less, false}};
  CHECK(cover.essential(both) == both);
}

TEST_CASE("every question is written, with the answer that was given") {
  const ScratchFolder folder;
  TwoPages pages;
  symbolic::CoverOptions options;
  options.smt_folder = folder.path();
  InputCover cover(pages.space, options);
  REQUIRE(cover.next());
  cover.add(
      std::vector<term::Predicate>{{pages.terms.of(Op::ULt, pages.a, pages.number(0x5000)), true}});
  CHECK(cover.next());
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    names.insert(entry.path().filename().string());
  CHECK(names.size() == cover.queries());
  CHECK(folder.read("00001_uncovered.smt2").find("(check-sat)") != std::string::npos);
  CHECK(folder.read("00001_uncovered.smt2").find(":status sat") != std::string::npos);
}
