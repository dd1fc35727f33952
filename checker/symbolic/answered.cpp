// SPDX-License-Identifier: GPL-2.0-only
#include "checker/symbolic/answered.hpp"

#include <algorithm>
#include <utility>

namespace walkcheck::symbolic {

constexpr std::size_t kInputs = 256;

void Answered::add_input(std::vector<std::uint64_t> values) {
  inputs_.push_back(std::move(values));
  if (inputs_.size() > kInputs) inputs_.pop_front();
}

void Answered::add_implied(const term::Predicate& claim, Predicates by) {
  implied_[claim].insert(std::move(by));
}

std::optional<bool> Answered::implies(const Predicates& those, const term::Predicate& claim) const {
  if (const auto known = implied_.find(claim); known != implied_.end())
    if (std::ranges::any_of(known->second,
                            [&](const Predicates& by) { return std::ranges::includes(those, by); }))
      return true;
  const bool refuted = std::ranges::any_of(inputs_, [&](const std::vector<std::uint64_t>& input) {
    return !holds(claim, input) && std::ranges::all_of(those, [&](const term::Predicate& each) {
      return holds(each, input);
    });
  });
  return refuted ? std::optional(false) : std::nullopt;
}

bool Answered::holds(const term::Predicate& predicate,
                     const std::vector<std::uint64_t>& input) const {
  return (terms_.evaluate(predicate.term, input) != 0) == predicate.holds;
}

} // namespace walkcheck::symbolic
