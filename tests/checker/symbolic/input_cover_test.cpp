// SPDX-License-Identifier: GPL-2.0-only
// What is left to explore, and what counts as proved: the solver's answers, and what happens if it
// gives up.
#include "catch.hpp"

#include "checker/symbolic/input_cover.hpp"
#include "checker/symbolic/words.hpp"
#include "scratch_folder.hpp"

#include <algorithm>
#include <random>
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
  // The factors of a product of two primes of 31 bits: too hard for a thousand units.
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

// Comparing two truths makes a predicate of the two.
TEST_CASE("a truth that is compared with another has words") {
  TwoPages pages;
  const TermId less = pages.terms.of(Op::ULt, pages.a, pages.number(0x5000));
  const TermId odd = pages.terms.of(Op::Eq, pages.b, pages.number(0x1000));
  const TermId differ = pages.terms.of(Op::Xor, less, odd);
  CHECK(symbolic::in_words(pages.space, {differ, true}) == "(a < 0x5000) != (b = 0x1000)");
  CHECK(symbolic::in_words(pages.space, {differ, false}) == "(a < 0x5000) = (b = 0x1000)");
  // A page does not have the bit that the truth has.
  const TermId sum = pages.terms.of(Op::Add, differ, pages.a);
  CHECK(symbolic::in_words(pages.space, {pages.terms.of(Op::Eq, sum, pages.b), true}) ==
        "b = (a | ((a < 0x5000) != (b = 0x1000)))");
}

TEST_CASE("of predicates that contradict each other none follows from the rest") {
  TwoPages pages;
  InputCover cover(pages.space, {});
  const TermId less = pages.terms.of(Op::ULt, pages.a, pages.b);
  const std::vector<term::Predicate> both{{less, true}, {less, false}};
  CHECK(cover.essential(both) == both);
}

// Earlier answers shorten the questions, but do not change the results.
TEST_CASE("what an old cover says of predicates is what a new one says") {
  const unsigned seed = Catch::rngSeed();
  CAPTURE(seed);
  std::mt19937 random(seed);
  const auto any = [&](std::size_t below) { return static_cast<std::size_t>(random() % below); };
  TwoPages pages;
  std::vector<TermId> numbers{pages.a, pages.b};
  for (std::uint64_t page = 0; page < 5; ++page)
    numbers.push_back(pages.number(page << 12));
  std::vector<TermId> truths;
  while (truths.size() < 14) {
    const TermId term = pages.terms.of(any(3) == 0 ? Op::Eq : Op::ULt, numbers[any(numbers.size())],
                                       numbers[any(numbers.size())]);
    if (!pages.terms.is_constant(term)) truths.push_back(term);
  }
  InputCover old(pages.space, {});
  std::vector<std::vector<term::Predicate>> classes;
  unsigned left_out = 0, apart = 0;
  for (unsigned i = 0; i < 60; ++i) {
    // Predicates that one input fulfils: all of them, or all but one, which then contradict each
    // other.
    const std::vector<std::uint64_t> input{any(6) << 12, any(6) << 12};
    std::set<TermId> known;
    std::vector<term::Predicate> predicates;
    for (unsigned n = 0; n < 8; ++n)
      if (const TermId term = truths[any(truths.size())]; known.insert(term).second)
        predicates.push_back({term, pages.terms.evaluate(term, input) != 0});
    if (i % 4 == 3) predicates.back().holds = !predicates.back().holds;
    InputCover fresh(pages.space, {});
    const auto essential = old.essential(predicates);
    CHECK(essential == fresh.essential(predicates));
    left_out += predicates.size() != essential.size();
    for (const auto& each : classes)
      fresh.add(each);
    const bool is_apart = old.is_apart(predicates);
    CHECK(is_apart == fresh.is_apart(predicates));
    CHECK(is_apart == std::ranges::none_of(classes, [&](const auto& each) {
            InputCover alone(pages.space, {});
            std::vector<term::Predicate> both = predicates;
            both.insert(both.end(), each.begin(), each.end());
            alone.add(std::vector<term::Predicate>{});
            return !alone.is_apart(both);
          }));
    apart += is_apart;
    if (i % 6 == 0) {
      old.add(predicates);
      classes.push_back(predicates);
    }
  }
  CHECK(left_out > 10);
  CHECK(apart > 5);
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
