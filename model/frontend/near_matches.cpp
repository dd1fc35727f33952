// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/near_matches.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

namespace walkcheck::frontend {
namespace {

// Levenshtein's distance, one row at a time.
std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({substituted, row[j] + 1, diagonal + 1});
    }
  }
  return row[b.size()];
}

bool contains(const std::string& text, const std::string& part) {
  return part.size() >= 4 && text.find(part) != std::string::npos;
}

} // namespace

std::vector<std::string> near_matches(const std::string& name,
                                      const std::vector<std::string>& known) {
  std::vector<std::pair<std::size_t, std::string>> ranked;
  for (const std::string& candidate : known) {
    const std::size_t distance = edit_distance(name, candidate);
    if (contains(candidate, name) || contains(name, candidate))
      ranked.emplace_back(std::min<std::size_t>(distance, 2), candidate);
    else if (distance <= std::max<std::size_t>(2, name.size() / 4))
      ranked.emplace_back(distance, candidate);
  }
  std::ranges::sort(ranked);
  const auto repeated = std::ranges::unique(ranked);
  ranked.erase(repeated.begin(), repeated.end());
  std::vector<std::string> nearest;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, ranked.size()); ++i)
    nearest.push_back(ranked[i].second);
  return nearest;
}

std::string did_you_mean(const std::string& name, const std::vector<std::string>& known,
                         const std::string& otherwise) {
  const std::vector<std::string> near = near_matches(name, known);
  if (near.empty()) return otherwise;
  return fmt::format("did you mean {}?", fmt::join(near, ", "));
}

} // namespace walkcheck::frontend
