// SPDX-License-Identifier: GPL-2.0-only
// Terms are simplified as they are made: in whatever form, they are the same function.
#include "catch.hpp"

#include "model/term/term.hpp"

#include <array>
#include <random>

using namespace walkcheck::term;

namespace {

constexpr std::size_t kInputs = 3;
using Inputs = std::array<std::uint64_t, kInputs>;

// A term with its values for a few inputs, computed without terms.
struct Known {
  TermId id;
  std::vector<std::uint64_t> values;
};

class RandomTerms {
public:
  RandomTerms(Terms& terms, unsigned seed) : terms_(terms), random_(seed) {
    for (Inputs& inputs : inputs_)
      for (std::uint64_t& input : inputs)
        input = word();
    for (std::uint32_t i = 0; i < kInputs; ++i) {
      Known& known = known_.emplace_back(Known{terms.input(i), {}});
      for (const Inputs& inputs : inputs_)
        known.values.push_back(inputs[i]);
    }
  }

  const std::vector<Inputs>& inputs() const { return inputs_; }

  // Returns the new term.
  const Known& grow() {
    if (random_() % 12 == 0) return grow_select();
    static constexpr std::array kOps{Op::Add,  Op::Sub,  Op::Mul,  Op::And,  Op::Or,  Op::Xor,
                                     Op::Shl,  Op::LShr, Op::AShr, Op::Eq,   Op::ULt, Op::SLt,
                                     Op::UDiv, Op::URem, Op::SDiv, Op::SRem, Op::And, Op::LShr,
                                     Op::Add,  Op::Shl,  Op::Or,   Op::Eq};
    const Op op = kOps[random_() % kOps.size()];
    const Known left = some();
    const bool shifts = op == Op::Shl || op == Op::LShr || op == Op::AShr;
    const bool divides = op == Op::UDiv || op == Op::URem || op == Op::SDiv || op == Op::SRem;
    const Known right = shifts    ? constant(random_() % 64)
                        : divides ? constant(word() | 1U << (random_() % 32))
                                  : some();
    const bool swap = !shifts && !divides && random_() % 4 == 0;
    const Known& first = swap ? right : left;
    const Known& second = swap ? left : right;
    Known made{terms_.of(op, first.id, second.id), {}};
    for (std::size_t i = 0; i < inputs_.size(); ++i)
      made.values.push_back(computed(op, first.values[i], second.values[i]));
    return known_.emplace_back(std::move(made));
  }

private:
  const Known& grow_select() {
    const Known one = some();
    const Known other = some();
    const Known left = some();
    const Known right = some();
    const TermId less = terms_.of(Op::ULt, one.id, other.id);
    Known made{terms_.select(less, left.id, right.id), {}};
    for (std::size_t i = 0; i < inputs_.size(); ++i)
      made.values.push_back(one.values[i] < other.values[i] ? left.values[i] : right.values[i]);
    return known_.emplace_back(std::move(made));
  }

  std::uint64_t word() {
    switch (random_() % 5) {
    case 0: return random_() % 4;
    case 1: return 1ULL << (random_() % 64);
    case 2: return (1ULL << (random_() % 64)) - 1;
    case 3: return (random_() % 512) << 12;
    default: return (std::uint64_t{random_()} << 32) | random_();
    }
  }
  Known constant(std::uint64_t value) {
    return {terms_.constant(value), std::vector<std::uint64_t>(inputs_.size(), value)};
  }
  Known some() {
    if (random_() % 3 == 0) return constant(word());
    return known_[random_() % known_.size()];
  }

  Terms& terms_;
  std::mt19937 random_;
  std::vector<Inputs> inputs_ = std::vector<Inputs>(8);
  std::vector<Known> known_;
};

} // namespace

TEST_CASE("a simplified term is the same function, and sets no bit that it cannot") {
  for (unsigned seed = 1; seed <= 2000; ++seed) {
    Terms terms;
    RandomTerms random(terms, seed);
    for (int i = 0; i < 30; ++i) {
      const Known made = random.grow();
      for (std::size_t k = 0; k < random.inputs().size(); ++k) {
        CAPTURE(seed, i, k);
        REQUIRE(terms.evaluate(made.id, random.inputs()[k]) == made.values[k]);
        REQUIRE((made.values[k] & ~terms.possible(made.id)) == 0);
      }
    }
  }
}

TEST_CASE("predicates hold for the inputs that they were made with") {
  for (unsigned seed = 1; seed <= 2000; ++seed) {
    Terms terms;
    RandomTerms random(terms, seed);
    Predicates predicates(terms);
    std::vector<Known> made;
    for (int i = 0; i < 20; ++i)
      made.push_back(random.grow());
    const auto value = [&](const Known& known) { return Value{known.values[0], known.id}; };
    for (std::size_t i = 0; i + 1 < made.size(); ++i) {
      predicates.assume_truth(value(made[i]));
      predicates.assume_equality(value(made[i]), value(made[i + 1]));
    }
    for (const Predicate& predicate : predicates.all()) {
      CAPTURE(seed, predicate.term);
      REQUIRE((terms.evaluate(predicate.term, random.inputs()[0]) != 0) == predicate.holds);
    }
    // For other inputs they all hold only if each truth and each equality is as before.
    for (const Inputs& inputs : random.inputs()) {
      bool same = true;
      for (std::size_t i = 0; i + 1 < made.size(); ++i) {
        const auto now = [&](const Known& known) { return terms.evaluate(known.id, inputs); };
        same = same && (now(made[i]) != 0) == (made[i].values[0] != 0) &&
               (now(made[i]) == now(made[i + 1])) == (made[i].values[0] == made[i + 1].values[0]);
      }
      bool all = true;
      for (const Predicate& predicate : predicates.all())
        all = all && (terms.evaluate(predicate.term, inputs) != 0) == predicate.holds;
      CAPTURE(seed);
      REQUIRE(all == same);
    }
  }
}

TEST_CASE("the shapes of page-table arithmetic come to one term") {
  Terms terms;
  const TermId a = terms.input(0);
  const TermId b = terms.input(1);
  const auto index = [&](TermId address, unsigned shift) {
    return terms.of(Op::And, terms.of(Op::LShr, address, terms.constant(shift)),
                    terms.constant(511));
  };
  const auto entry = [&](std::uint64_t table, TermId of) {
    return terms.of(Op::Add, terms.constant(table << 12), terms.of(Op::Mul, of, terms.constant(8)));
  };
  const TermId in_a = entry(0x1000, index(a, 21));
  const TermId in_b = entry(0x1000, index(b, 21));
  // The table is decided, and only the indices decide about the entry.
  REQUIRE(terms.of(Op::LShr, in_a, terms.constant(12)) == terms.constant(0x1000));
  REQUIRE(terms.of(Op::Eq, in_a, in_b) == terms.of(Op::Eq, index(a, 21), index(b, 21)));
  REQUIRE(terms.of(Op::Eq, in_a, terms.constant((0x1000 << 12) + 24)) ==
          terms.of(Op::Eq, index(a, 21), terms.constant(3)));
  REQUIRE(terms.of(Op::Eq, in_a, terms.constant((0x1000 << 12) + 25)) == terms.constant(0));
  REQUIRE(terms.of(Op::Eq, in_a, entry(0x1001, index(a, 21))) == terms.constant(0));
  REQUIRE(terms.of(Op::And, in_a, terms.constant(7)) == terms.constant(0));
}

TEST_CASE("an address that is taken to frames and back is itself") {
  Terms terms;
  const TermId page = terms.input(0, 0x7ffffffff000);
  const TermId base = terms.input(1);
  const TermId slot = terms.constant(0x7f0000000000);
  const TermId shift = terms.constant(12);
  const TermId within = terms.of(Op::LShr, terms.of(Op::Sub, page, slot), shift);
  // With either of the two as the older term.
  for (const TermId first : {base, terms.input(2)}) {
    const TermId gfn = terms.of(Op::Add, first, within);
    const TermId back = terms.of(Op::Sub, gfn, first);
    REQUIRE(back == within);
    REQUIRE(terms.of(Op::Sub, gfn, within) == first);
    REQUIRE(terms.of(Op::Add, terms.of(Op::Shl, back, shift), slot) == page);
  }
  // Also if the slot is an input that is made before the difference or after it.
  for (const TermId open : {terms.input(3, 0x7ffffffff000), terms.input(4, 0x7ffffffff000)}) {
    const TermId frames = terms.of(Op::LShr, terms.of(Op::Sub, page, open), shift);
    REQUIRE(terms.of(Op::Add, terms.of(Op::Shl, frames, shift), open) == page);
  }
}
