// SPDX-License-Identifier: GPL-2.0-only
// What random machines are made of: small trees, so that a failing one can be shrunk by leaving
// items out.
#pragma once

#include <cstdint>
#include <vector>

namespace walkcheck::machine::testing {

struct Item {
  std::uint32_t kind = 0;
  std::uint32_t a = 0, b = 0; // what the kind makes of them
  std::vector<Item> inside;   // of a section
};

struct RandomModel {
  bool merged = false;
  std::vector<std::vector<Item>> cpus;
  std::vector<Item> hooks; // of one invariant; none: no invariant
};

inline constexpr std::uint64_t kTableFrame = 0x2000;
inline constexpr std::uint64_t kDataFrame = 0x3000;

} // namespace walkcheck::machine::testing
