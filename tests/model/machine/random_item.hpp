// SPDX-License-Identifier: GPL-2.0-only
// The items that random machines are made of: small trees, so that a failing machine can be shrunk
// by leaving items out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace walkcheck::machine::testing {

struct Item {
  std::uint32_t kind = 0;
  std::uint32_t a = 0, b = 0; // each kind gives them its own meaning
  std::vector<Item> inside;   // of a section
};

struct RandomModel {
  bool merged = false;
  std::vector<std::vector<Item>> cpus;
  std::vector<Item> hooks; // the hooks of one invariant; none if there is no invariant
};

inline constexpr std::uint64_t kTableFrame = 0x2000;
inline constexpr std::uint64_t kDataFrame = 0x3000;

// Every way to leave one item out, or to replace it by the items inside it.
inline void leave_out(std::vector<Item>& items, RandomModel& whole,
                      std::vector<RandomModel>& smaller) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Item item = items[i];
    const auto at = items.begin() + static_cast<std::ptrdiff_t>(i);
    items.erase(at);
    smaller.push_back(whole);
    items.insert(items.begin() + static_cast<std::ptrdiff_t>(i), item.inside.begin(),
                 item.inside.end());
    if (!item.inside.empty()) smaller.push_back(whole);
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(i),
                items.begin() + static_cast<std::ptrdiff_t>(i + item.inside.size()));
    items.insert(items.begin() + static_cast<std::ptrdiff_t>(i), item);
    leave_out(items[i].inside, whole, smaller);
  }
}

// The next smaller models, for shrinking a model that fails.
inline std::vector<RandomModel> smaller_than(RandomModel model) {
  std::vector<RandomModel> smaller;
  for (std::size_t cpu = 0; cpu < model.cpus.size(); ++cpu)
    leave_out(model.cpus[cpu], model, smaller);
  leave_out(model.hooks, model, smaller);
  return smaller;
}

} // namespace walkcheck::machine::testing
