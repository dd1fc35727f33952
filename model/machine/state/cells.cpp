// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine/state/cells.hpp"

namespace walkcheck::machine {

CellId Cells::intern(Cell cell, term::Value initial, bool changes) {
  const auto [position, inserted] = ids_.try_emplace(cell, static_cast<CellId>(cells_.size()));
  if (inserted) {
    cells_.push_back(cell);
    values_.push_back(initial);
    initial_.push_back(initial);
    changes_.push_back(changes);
    relied_on_.push_back(0);
  }
  return position->second;
}

std::vector<CellId> Cells::within(Cell::Kind kind, std::uint64_t begin, std::uint64_t end) const {
  std::vector<CellId> found;
  const auto last = ids_.lower_bound({kind, end});
  for (auto at = ids_.lower_bound({kind, begin}); at != last; ++at)
    found.push_back(at->second);
  return found;
}

std::optional<CellId> Cells::find(Cell cell) const {
  const auto found = ids_.find(cell);
  if (found == ids_.end()) return std::nullopt;
  return found->second;
}

} // namespace walkcheck::machine
