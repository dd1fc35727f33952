// SPDX-License-Identifier: GPL-2.0-only
// What a step read and wrote, in the explorers' own words, as they are the only source of
// dependence between steps; and what the cells are that a machine's locations stand for.
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
    Grace,    // id: a deferred free: CPU << 32 | how many that CPU did before
    Ghost,    // id: a property's variable
    LockMode, // id: address of a lock; whether its holder is the only one that there can be
    Queue, // id: address of a lock; the CPUs that wait to write it, where the lock has to be fair
    Sent,  // id: CPU; written by its IPIs
    Acked, // id: sender << 32 | target; written by the target's acknowledgement
    Ended, // id: a deferred free, as Grace; written once, by the step its grace period ends in
    Page,  // id: frame number; of one that comes back, in Machine::written_cells() alone
  };
  Kind kind;
  std::uint64_t id;
  auto operator<=>(const Cell&) const = default;
};

} // namespace walkcheck::machine
