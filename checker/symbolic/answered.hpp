// SPDX-License-Identifier: GPL-2.0-only
// The solver's answers so far, kept so that it need not be asked again: which predicates contradict
// each other, and inputs that show that others do not. Entry point: Answered::contradict().
//
// Classes of one space have most of their predicates in common, so a question about one class
// mostly repeats one about an earlier class, with other predicates around it.
#pragma once

#include "model/term/term.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace walkcheck::symbolic {

class Answered {
public:
  using Predicates = std::set<term::Predicate>;

  explicit Answered(const term::Terms& terms) : terms_(terms) {}

  // Adds an input of the space. Old inputs are forgotten, as the next question is like the last
  // ones.
  void add_input(std::vector<std::uint64_t> values);
  void add_contradiction(Predicates those);

  // Whether no input fulfils all of them; nothing if earlier answers do not tell.
  std::optional<bool> contradict(const Predicates& those) const;

private:
  bool holds(const term::Predicate& predicate, const std::vector<std::uint64_t>& input) const;

  const term::Terms& terms_;
  std::deque<std::vector<std::uint64_t>> inputs_;
  std::map<term::Predicate, std::vector<Predicates>> contradictions_; // by the first of each
};

} // namespace walkcheck::symbolic
