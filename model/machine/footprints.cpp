// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine/footprints.hpp"

#include <algorithm>
#include <utility>

namespace walkcheck::machine {

FootprintId Footprints::intern(Footprint footprint) {
  std::vector<Access> accesses;
  std::ranges::sort(footprint.accesses);
  for (const Access& access : footprint.accesses) {
    // Within a cell, Read sorts before Write, which subsumes it; no step combines other kinds.
    if (!accesses.empty() && accesses.back().cell == access.cell) accesses.pop_back();
    accesses.push_back(access);
  }
  footprint.accesses = std::move(accesses);
  const auto next = static_cast<FootprintId>(footprints_.size());
  const auto [position, inserted] = ids_.try_emplace(footprint, next);
  if (inserted) footprints_.push_back(std::move(footprint));
  return position->second;
}

} // namespace walkcheck::machine
