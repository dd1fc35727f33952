// SPDX-License-Identifier: GPL-2.0-only
#include "model/scenario/nearest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

namespace walkcheck::scenario {
namespace {

std::size_t distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < left.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < right.size(); ++j) {
      const std::size_t replaced = diagonal + (left[i] == right[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

} // namespace

std::string nearest(std::string_view name, const std::vector<std::string>& known) {
  constexpr std::size_t kLongest = 100; // a longer name is no slip of the pen
  if (name.size() > kLongest) return {};
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(2, name.size() / 3) + 1;
  for (const std::string& candidate : known) {
    const std::size_t edits = distance(name, candidate);
    if (edits < best_distance) {
      best = candidate;
      best_distance = edits;
    }
  }
  // "deadlock" for "no_deadlock" is far by edits, and near all the same.
  constexpr std::size_t kShortest = 3;
  for (const std::string& candidate : known)
    if (best.empty() && name.size() >= kShortest && candidate.find(name) != std::string::npos)
      best = candidate;
  return best;
}

std::string suggestion(std::string_view name, const std::vector<std::string>& known) {
  const std::string best = nearest(name, known);
  if (!best.empty()) return fmt::format("did you mean '{}'?", best);
  if (known.empty()) return "there are none";
  return fmt::format("one of: {}", fmt::join(known, ", "));
}

} // namespace walkcheck::scenario
