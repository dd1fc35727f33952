// SPDX-License-Identifier: GPL-2.0-only
#include "model/support/near_names.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <llvm/ADT/StringRef.h>

#include <algorithm>
#include <utility>

namespace walkcheck::support {
namespace {

constexpr std::size_t kLongest = 100; // a longer name is no slip of the pen
constexpr std::size_t kMost = 3;

// Levenshtein's.
std::size_t distance(std::string_view left, std::string_view right) {
  return llvm::StringRef(left).edit_distance(right);
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
