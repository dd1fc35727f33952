// SPDX-License-Identifier: GPL-2.0-only
#include "model/word/level.hpp"

#include <array>

namespace walkcheck::word {
namespace {

constexpr std::array<std::string_view, 6> kNames = {"none", "4K", "2M", "1G", "512G", "256T"};
constexpr std::array<std::string_view, 6> kTables = {"", "PTE", "PMD", "PUD", "P4D", "PGD"};

} // namespace

std::string_view name(Level level) {
  return kNames[static_cast<std::size_t>(level)];
}

std::optional<Level> find_level(std::string_view name) {
  for (std::size_t level = 0; level < kNames.size(); ++level)
    if (kNames[level] == name) return static_cast<Level>(level);
  return std::nullopt;
}

std::string_view table_name(Level level, Paging paging) {
  // With four levels the P4D is folded into the PGD: one table, one word.
  if (level == top(paging)) return "PGD";
  return kTables[static_cast<std::size_t>(level)];
}

} // namespace walkcheck::word
