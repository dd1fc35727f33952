// SPDX-License-Identifier: GPL-2.0-only
// Levels of an x86-64 page table, and what an address indexes at each.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace walkcheck::word {

// PG_LEVEL_*: the level of a word is the size that one word of it maps.
enum class Level : std::uint8_t { None, k4K, k2M, k1G, k512G, k256T };

enum class Paging : std::uint8_t { k4 = 4, k5 = 5 };

inline constexpr std::uint64_t kEntries = 512;

constexpr unsigned shift(Level level) {
  return level == Level::None ? 0 : 12 + 9 * (static_cast<unsigned>(level) - 1);
}

constexpr std::uint64_t bytes(Level level) {
  return level == Level::None ? 0 : std::uint64_t{1} << shift(level);
}

constexpr std::uint64_t index(std::uint64_t address, Level level) {
  return level == Level::None ? 0 : (address >> shift(level)) & (kEntries - 1);
}

// The level of the words in the top-level table.
constexpr Level top(Paging paging) {
  return paging == Paging::k5 ? Level::k256T : Level::k512G;
}

constexpr Level below(Level level) {
  return level == Level::None ? Level::None : static_cast<Level>(static_cast<unsigned>(level) - 1);
}

// Whether all bits above the translated ones equal the highest translated one.
constexpr bool is_canonical(std::uint64_t address, Paging paging) {
  const unsigned bits = paging == Paging::k5 ? 57 : 48;
  const auto upper = static_cast<std::int64_t>(address) >> (bits - 1);
  return upper == 0 || upper == -1;
}

// "none", "4K", "2M", "1G", "512G", "256T"
std::string_view name(Level level);
std::optional<Level> find_level(std::string_view name);

// The kernel's name for a table whose words are of this level: "PTE", "PMD", "PUD", "P4D", "PGD".
std::string_view table_name(Level level, Paging paging);

} // namespace walkcheck::word
