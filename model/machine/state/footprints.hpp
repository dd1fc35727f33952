// SPDX-License-Identifier: GPL-2.0-only
// Footprints, interned: equal ones have equal ids, and ids count up from 0.
#pragma once

#include "model/machine/state/footprint.hpp"

#include <deque>
#include <map>
#include <unordered_map>

namespace walkcheck::machine {

class Footprints {
public:
  // Brings the accesses into their canonical form: sorted, one for each cell.
  FootprintId intern(Footprint footprint);
  const Footprint& operator[](FootprintId id) const { return footprints_[id]; }

  // A step's footprint with that of the hooks in it. Hooks depend on the shared state, so the sum
  // is not stable.
  FootprintId sum(FootprintId step, FootprintId hooks);
  // A step that waits until one of these accesses would give another value.
  FootprintId awaiting(FootprintId step, const std::vector<Access>& awaited);
  // The same cells, all only read.
  FootprintId as_reads(FootprintId id);
  // Whether `step` changed a cell that `reader` accesses.
  bool changes_for(FootprintId step, FootprintId reader);

private:
  std::deque<Footprint> footprints_; // references stay valid
  std::map<Footprint, FootprintId> ids_;
  // Asked for at every step, so kept; never iterated.
  std::unordered_map<std::uint64_t, FootprintId> sums_;
  std::unordered_map<std::uint64_t, bool> changes_;
  std::unordered_map<FootprintId, FootprintId> as_reads_;
};

} // namespace walkcheck::machine
