// SPDX-License-Identifier: GPL-2.0-only
// The states that a search has met, each stored whole and told from all others. Entry points:
// StateStore::enter(), flags().
//
// A state is a row of 32-bit words. The row is the leaves of a binary tree; each pair of nodes that
// was ever met has a number, and a state is the number of its root. So what many states have in
// common is stored once, and a step that changes a few words costs their paths to the root. Source:
// Laarman, van de Pol, Weber, "Parallel Recursive State Compression for Free", SPIN 2011; here
// without the concurrent table.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

namespace walkcheck::explore {

using StateId = std::uint32_t;

// A number for each pair of numbers that it was given, counted up from 1. The pair (0, 0) has 0.
class PairTable {
public:
  PairTable() : slots_(1U << 12), pairs_(1) {}

  std::uint32_t number(std::uint32_t left, std::uint32_t right) {
    const std::uint64_t pair = static_cast<std::uint64_t>(left) << 32 | right;
    if (pair == 0) return 0;
    std::size_t slot = first(pair);
    for (; slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1))
      if (pairs_[slots_[slot]] == pair) return slots_[slot];
    if (pairs_.size() > UINT32_MAX - 1) throw std::length_error("more states than can be numbered");
    slots_[slot] = static_cast<std::uint32_t>(pairs_.size());
    pairs_.push_back(pair);
    if (pairs_.size() > slots_.size() / 3 * 2) grow();
    return static_cast<std::uint32_t>(pairs_.size() - 1);
  }

  std::size_t bytes() const {
    return slots_.capacity() * sizeof(slots_[0]) + pairs_.capacity() * sizeof(pairs_[0]);
  }

private:
  // Fibonacci hashing: the high bits of a product depend on all bits of the factor.
  std::size_t first(std::uint64_t pair) const {
    return static_cast<std::size_t>((pair ^ pair >> 29) * 0x9e3779b97f4a7c15ULL >> 20) &
           (slots_.size() - 1);
  }

  void grow() {
    slots_.assign(slots_.size() * 2, 0);
    for (std::uint32_t number = 1; number < pairs_.size(); ++number) {
      std::size_t slot = first(pairs_[number]);
      while (slots_[slot] != 0)
        slot = (slot + 1) & (slots_.size() - 1);
      slots_[slot] = number;
    }
  }

  std::vector<std::uint32_t> slots_; // numbers; 0: free. Their count is a power of two
  std::vector<std::uint64_t> pairs_; // by number
};

class StateStore {
public:
  StateStore() : tree_(2 * kFirstLeaves) {}

  // The number of this state. Cheap where it is like the one before: only what differs is looked
  // up. A row may be longer than those before, which then end in zeros.
  StateId enter(std::span<const std::uint32_t> words) {
    while (words.size() > leaves())
      [[unlikely]] deepen();
    for (std::size_t i = 0; i < words.size(); ++i)
      if (tree_[leaves() + i] != words[i]) change(i, words[i]);
    for (std::size_t i = words.size(); i < used_; ++i)
      if (tree_[leaves() + i] != 0) change(i, 0);
    used_ = words.size();
    sum_up();
    return tree_[1];
  }

  // What the search notes of a state. A deeper tree gives states other numbers, and takes this
  // along: see renumbered().
  std::uint8_t& flags(StateId id) {
    if (id >= flags_.size()) flags_.resize(std::max<std::size_t>(id + 1, flags_.size() * 2));
    return flags_[id];
  }

  // How often the tree became deeper; and the number, now, of a state that had this number so many
  // times ago.
  std::uint32_t times_deepened() const { return deepened_; }
  StateId renumbered(StateId id, std::uint32_t then) {
    for (; then < deepened_; ++then)
      id = pairs_.number(id, 0);
    return id;
  }

  std::size_t bytes() const { return pairs_.bytes() + flags_.capacity(); }

private:
  static constexpr std::size_t kFirstLeaves = 64;

  std::size_t leaves() const { return tree_.size() / 2; }

  void change(std::size_t leaf, std::uint32_t word) {
    std::size_t node = leaves() + leaf;
    tree_[node] = word;
    if (changed_.empty() || changed_.back() != node / 2) changed_.push_back(node / 2);
  }

  // Level by level, so that a node whose two children changed is looked up once. Leaves were
  // changed in ascending order, and so are the nodes of each level.
  void sum_up() {
    while (!changed_.empty() && changed_.front() != 0) {
      std::size_t kept = 0;
      for (const std::size_t node : changed_) {
        tree_[node] = pairs_.number(tree_[2 * node], tree_[2 * node + 1]);
        if (kept == 0 || changed_[kept - 1] != node / 2) changed_[kept++] = node / 2;
      }
      changed_.resize(kept);
    }
    changed_.clear();
  }

  // The tree becomes the left half of one that is twice as large.
  void deepen() {
    std::vector<std::uint32_t> deeper(2 * tree_.size());
    for (std::size_t width = 1, at = 1; at < tree_.size(); at += width, width *= 2)
      for (std::size_t i = 0; i < width; ++i)
        deeper[2 * width + i] = tree_[width + i];
    tree_.swap(deeper);
    tree_[1] = pairs_.number(tree_[2], tree_[3]);
    std::vector<std::uint8_t> old;
    old.swap(flags_);
    for (StateId id = 0; id < old.size(); ++id)
      if (old[id] != 0) flags(pairs_.number(id, 0)) = old[id];
    ++deepened_;
  }

  PairTable pairs_;
  std::vector<std::uint32_t> tree_; // node n has the children 2n and 2n + 1; the root is 1
  std::vector<std::size_t> changed_;
  std::size_t used_ = 0; // length of the last row
  std::vector<std::uint8_t> flags_;
  std::uint32_t deepened_ = 0;
};

} // namespace walkcheck::explore
