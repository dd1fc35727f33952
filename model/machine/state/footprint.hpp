// SPDX-License-Identifier: GPL-2.0-only
// What a step read and wrote: the only source of dependence between steps. Two accesses of one
// cell conflict unless both are of the reading kind: see is_reading().
#pragma once

#include <cstdint>
#include <vector>

namespace walkcheck::machine {

using CellId = std::uint32_t;
using FootprintId = std::uint32_t;

enum class AccessKind : std::uint8_t {
  Read,
  Write,
  // The step waits until each awaited cell has been written since this CPU's previous step.
  Await,
  AcquireShared,
  ReleaseShared,
  AcquireExclusive,
  ReleaseExclusive,
  Downgrade, // an exclusive hold becomes a shared one
  Pass,      // waits until nobody holds the cell, and does not hold it: a reader behind writers
  // The step waits until the cell has been written, which happens once in an execution.
  AwaitOnce,
};

constexpr bool is_reading(AccessKind kind) {
  switch (kind) {
  case AccessKind::Read:
  case AccessKind::Await:
  case AccessKind::AwaitOnce:
  case AccessKind::Pass:
  case AccessKind::AcquireShared:
  case AccessKind::ReleaseShared: return true;
  case AccessKind::Write:
  case AccessKind::AcquireExclusive:
  case AccessKind::ReleaseExclusive:
  case AccessKind::Downgrade: break;
  }
  return false;
}

struct Access {
  CellId cell;
  AccessKind kind;
  auto operator<=>(const Access&) const = default;
};

struct Footprint {
  std::vector<Access> accesses; // sorted by cell, one access per cell (a write subsumes a read)
  // The step blocks while its accesses of the awaiting kinds cannot be granted.
  // A successful try-lock acquires without being guarded.
  bool guarded = false;
  // The CPU's local state alone decides this footprint. False for a compare-exchange, the end of
  // a read-side section with a grace period open, ...: run earlier, the step may touch other cells.
  bool stable = true;
  // That it is granted is not for its accesses alone to say: the machine's status is asked.
  bool by_model = false;

  auto operator<=>(const Footprint&) const = default;
};

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
