// SPDX-License-Identifier: GPL-2.0-only
// Footprints, interned: equal ones have equal ids, and ids count up from 0.
#pragma once

#include "model/machine/footprint.hpp"

#include <deque>
#include <map>

namespace walkcheck::machine {

class Footprints {
public:
  // Brings the accesses into their canonical form: sorted, one for each cell.
  FootprintId intern(Footprint footprint);
  const Footprint& operator[](FootprintId id) const { return footprints_[id]; }

private:
  std::deque<Footprint> footprints_; // references stay valid
  std::map<Footprint, FootprintId> ids_;
};

} // namespace walkcheck::machine
