// SPDX-License-Identifier: GPL-2.0-only
#include "model/support/near_names.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <utility>

namespace walkcheck::support {
namespace {

constexpr std::size_t kLongest = 100; // a longer name is no slip of the pen
constexpr std::size_t kMost = 3;

// Levenshtein's distance, one row at a time.
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

// "deadlock" for "no_deadlock" is far by edits, and near all the same.
bool is_part(std::string_view part, std::string_view whole) {
  constexpr std::size_t kShortest = 3;
  return part.size() >= kShortest && whole.find(part) != std::string_view::npos;
}

} // namespace

std::vector<std::string> near_names(std::string_view name, const std::vector<std::string>& known) {
  if (name.size() > kLongest) return {};
  const std::size_t most = std::max<std::size_t>(2, name.size() / 3);
  std::vector<std::pair<std::size_t, std::string>> ranked, parts;
  for (const std::string& candidate : known) {
    const std::size_t edits = distance(name, candidate);
    if (edits <= most)
      ranked.emplace_back(edits, candidate);
    else if (is_part(name, candidate) || is_part(candidate, name))
      parts.emplace_back(edits, candidate);
  }
  if (ranked.empty()) ranked = std::move(parts);
  std::ranges::sort(ranked);
  const auto repeated = std::ranges::unique(ranked);
  ranked.erase(repeated.begin(), repeated.end());
  if (ranked.size() > kMost) ranked.resize(kMost);
  std::vector<std::string> names;
  for (auto& [edits, candidate] : ranked)
    names.push_back(std::move(candidate));
  return names;
}

std::string nearest(std::string_view name, const std::vector<std::string>& known) {
  const std::vector<std::string> near = near_names(name, known);
  return near.empty() ? "" : near.front();
}

std::string did_you_mean(std::string_view name, const std::vector<std::string>& known,
                         const std::string& otherwise) {
  const std::vector<std::string> near = near_names(name, known);
  if (near.empty()) return otherwise;
  std::string text = "did you mean ";
  for (std::size_t i = 0; i < near.size(); ++i)
    text += fmt::format("{}'{}'", i == 0 ? "" : i + 1 == near.size() ? " or " : ", ", near[i]);
  return text + '?';
}

std::string suggestion(std::string_view name, const std::vector<std::string>& known) {
  if (known.empty()) return "there are none";
  return did_you_mean(name, known, fmt::format("one of: {}", fmt::join(known, ", ")));
}

} // namespace walkcheck::support
