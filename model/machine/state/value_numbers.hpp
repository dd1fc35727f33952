// SPDX-License-Identifier: GPL-2.0-only
// The values of cells as small numbers, so that a state is a row of them.
#pragma once

#include "model/machine/state/cells.hpp"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace walkcheck::machine {

class ValueNumbers {
public:
  // Adds the number of each cell's value; 0 for an initial one.
  void add(const Cells& cells, std::vector<std::uint32_t>& numbers) {
    last_.resize(cells.size());
    for (CellId id = 0; id < cells.size(); ++id) {
      Known& known = last_[id];
      if (const term::Value& value = cells.traced(id);
          value != known.value || known.number == kNone)
        known = {value, cells.is_initial(id) ? 0 : number(value)};
      numbers.push_back(known.number);
    }
  }

private:
  static constexpr std::uint32_t kNone = UINT32_MAX;
  struct Known {
    term::Value value;
    std::uint32_t number = kNone;
  };
  struct Hash {
    std::size_t operator()(const term::Value& value) const {
      return (value.bits ^ static_cast<std::uint64_t>(value.term) << 32) * 0x9e3779b97f4a7c15ULL >>
             8;
    }
  };

  std::uint32_t number(const term::Value& value) {
    return numbers_.try_emplace(value, static_cast<std::uint32_t>(numbers_.size() + 1))
        .first->second;
  }

  std::vector<Known> last_;                                      // by cell
  std::unordered_map<term::Value, std::uint32_t, Hash> numbers_; // asked, never iterated
};

} // namespace walkcheck::machine
