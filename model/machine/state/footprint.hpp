// SPDX-License-Identifier: GPL-2.0-only
// The explorers' footprints, under the machine's names: only they make steps dependent. Also what a
// cell is: the machine's meaning of a location.
#pragma once

#include "checker/explore/footprint.hpp"

#include <cstdint>

namespace walkcheck::machine {

using CellId = explore::Location;
using explore::Access;
using explore::AccessKind;
using explore::Footprint;
using explore::FootprintId;

// What a cell stands for.
struct Cell {
  enum class Kind : std::uint8_t {
    Word,     // id: address of 8 bytes, of a frame or of globals
    Frame,    // id: frame number; its state
    Irq,      // id: CPU; held while its IRQs are off
    Rcu,      // id: CPU; whether it is inside any read-side section
    Lock,     // id: address; the CPUs that hold it
    Grace,    // id: a deferred free: CPU << 32 | the number that this CPU did before
    Ghost,    // id: a property's variable
    LockMode, // id: address of a lock; whether it is held exclusively
    Queue, // id: address of a lock; the CPUs that wait to write it, where the lock has to be fair
    Sent,  // id: CPU; written by its IPIs
    Acked, // id: sender << 32 | target; written by the target's acknowledgement
    Ended, // id: a deferred free, as for Grace; written once, by the step that ends its grace
           // period
    Page,  // id: number of a frame that is allocated again; only in Machine::written_cells()
  };
  Kind kind;
  std::uint64_t id;
  auto operator<=>(const Cell&) const = default;
};

} // namespace walkcheck::machine
