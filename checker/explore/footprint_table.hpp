// SPDX-License-Identifier: GPL-2.0-only
// A model's footprints by their ids, and which of them conflict. The answers are kept: footprints
// are few, and compared often.
#pragma once

#include "checker/explore/model.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace walkcheck::explore {

template <Model M> class FootprintTable {
public:
  explicit FootprintTable(const M& model) : model_(model) {}

  const Footprint& operator[](FootprintId id) const { return model_.footprint(id); }

  bool conflict(FootprintId a, FootprintId b) {
    // The side is a power of two, so one comparison is enough.
    const Known known = (a | b) < side_ ? known_[a * side_ + b] : Known::Unknown;
    if (known == Known::Unknown) [[unlikely]]
      return find_out(a, b);
    return known == Known::Yes;
  }

private:
  enum class Known : std::uint8_t { Unknown, No, Yes };

  [[gnu::noinline]] bool find_out(FootprintId a, FootprintId b) {
    const FootprintId larger = std::max(a, b);
    if (larger >= side_) {
      side_ = std::bit_ceil(std::size_t{larger} + 1);
      known_.assign(side_ * side_, Known::Unknown);
    }
    const bool answer = conflicts((*this)[a], (*this)[b]);
    known_[a * side_ + b] = answer ? Known::Yes : Known::No;
    return answer;
  }

  const M& model_;
  std::size_t side_ = 0; // known_ is a square of this side
  std::vector<Known> known_;
};

} // namespace walkcheck::explore
