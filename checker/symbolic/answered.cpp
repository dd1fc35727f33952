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

void Answered::add_contradiction(Predicates those) {
  if (!those.empty()) contradictions_[*those.begin()].push_back(std::move(those));
}

std::optional<bool> Answered::contradict(const Predicates& those) const {
  const auto are_opposite = [](const term::Predicate& one, const term::Predicate& other) {
    return one.term == other.term;
  };
  if (std::ranges::adjacent_find(those, are_opposite) != those.end()) return true;
  for (const term::Predicate& each : those)
    if (const auto known = contradictions_.find(each); known != contradictions_.end())
      if (std::ranges::any_of(known->second, [&](const Predicates& contradiction) {
            return std::ranges::includes(those, contradiction);
          }))
        return true;
  const bool fulfilled = std::ranges::any_of(inputs_, [&](const auto& input) {
    return std::ranges::all_of(those,
                               [&](const term::Predicate& each) { return holds(each, input); });
  });
  return fulfilled ? std::optional(false) : std::nullopt;
}

bool Answered::holds(const term::Predicate& predicate,
                     const std::vector<std::uint64_t>& input) const {
  return (terms_.evaluate(predicate.term, input) != 0) == predicate.holds;
}

} // namespace walkcheck::symbolic
