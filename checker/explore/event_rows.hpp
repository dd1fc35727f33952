// SPDX-License-Identifier: GPL-2.0-only
// Sets of events as bit rows. Events are numbered by their position in the execution, so a row is
// as long as the longest execution so far; all rows of a search share one length, in words. Most
// searches need one word or two, and run code compiled for that length.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace walkcheck::explore {

using EventIndex = std::uint32_t;
inline constexpr EventIndex kNoEvent = UINT32_MAX;

using Row = std::uint64_t*;
using ConstRow = const std::uint64_t*;

// In place of a length known to the compiler: rows grow as needed.
inline constexpr std::size_t kAnyWords = 0;

constexpr std::size_t words_for(std::size_t events) {
  return (events + 63) / 64;
}

inline bool contains(ConstRow row, EventIndex event) {
  return (row[event / 64] >> (event % 64)) & 1;
}
inline void insert(Row row, EventIndex event) {
  row[event / 64] |= 1ULL << (event % 64);
}
inline void remove(Row row, EventIndex event) {
  row[event / 64] &= ~(1ULL << (event % 64));
}

// The bits of word `word` that stand for events in [from, until).
constexpr std::uint64_t range_mask(std::size_t word, EventIndex from, EventIndex until) {
  const std::size_t low = word * 64;
  std::uint64_t mask = ~0ULL;
  if (from > low) mask = from - low >= 64 ? 0 : mask << (from - low);
  if (until < low + 64) mask = until <= low ? 0 : mask & (~0ULL >> (64 - (until - low)));
  return mask;
}

inline EventIndex lowest(ConstRow row, std::size_t words) {
  for (std::size_t w = 0; w < words; ++w)
    if (row[w] != 0)
      return static_cast<EventIndex>(w * 64 + static_cast<unsigned>(std::countr_zero(row[w])));
  return kNoEvent;
}

inline bool intersects(ConstRow a, ConstRow b, std::size_t words) {
  for (std::size_t w = 0; w < words; ++w)
    if ((a[w] & b[w]) != 0) return true;
  return false;
}

// Makes a row, which is kept to save its allocation, long enough.
inline void require_words(std::vector<std::uint64_t>& row, std::size_t words) {
  if (row.size() < words) row.resize(words);
}

// Every row has a first word, so clearing that needs no call.
inline void clear(Row row, std::size_t words) {
  row[0] = 0;
  if (words > 1) std::fill_n(row + 1, words - 1, 0);
}
inline void copy(ConstRow from, std::size_t words, Row to) {
  to[0] = from[0];
  if (words > 1) std::copy_n(from + 1, words - 1, to + 1);
}

inline void merge(ConstRow from, std::size_t words, Row into) {
  for (std::size_t w = 0; w < words; ++w)
    into[w] |= from[w];
}

template <class Visit> void for_each(ConstRow row, std::size_t words, Visit visit) {
  for (std::size_t w = 0; w < words; ++w)
    for (std::uint64_t bits = row[w]; bits != 0; bits &= bits - 1)
      visit(static_cast<EventIndex>(w * 64 + static_cast<unsigned>(std::countr_zero(bits))));
}

// Rows of equal length, zero where nothing was inserted.
template <std::size_t kWords> class Rows {
public:
  Rows() = default;
  // The same rows, twice as long.
  template <std::size_t kNarrow>
  explicit Rows(const Rows<kNarrow>& narrow) : stride_(narrow.stride()), bits_(narrow.bits_) {
    widen();
  }

  Row row(std::size_t index) { return bits_.data() + index * stride(); }
  ConstRow row(std::size_t index) const { return bits_.data() + index * stride(); }
  std::size_t stride() const { return kWords == kAnyWords ? stride_ : kWords; }

  void require_rows(std::size_t count) {
    if (count * stride() > bits_.size()) bits_.resize(2 * count * stride());
  }

  // Makes them twice as long.
  void widen() {
    const std::size_t rows = bits_.size() / stride_;
    std::vector<std::uint64_t> wider(2 * bits_.size());
    for (std::size_t r = 0; r < rows; ++r)
      std::copy_n(bits_.begin() + r * stride_, stride_, wider.begin() + 2 * r * stride_);
    bits_ = std::move(wider);
    stride_ *= 2;
  }

private:
  template <std::size_t> friend class Rows;
  std::size_t stride_ = kWords == kAnyWords ? 1 : kWords;
  std::vector<std::uint64_t> bits_ = std::vector<std::uint64_t>(stride_);
};

} // namespace walkcheck::explore
