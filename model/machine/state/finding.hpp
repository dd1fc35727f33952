// SPDX-License-Identifier: GPL-2.0-only
// The status of a CPU, and the findings of its steps.
#pragma once

#include "model/machine/state/setup.hpp"
#include "model/term/term.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace walkcheck::machine {

enum class CpuStatus : std::uint8_t {
  Ready,
  Blocked,  // its next step waits for a lock, an IPI or a grace period
  Idle,     // of an actor: it has nothing left to do
  Finished, // its entry function has returned
  Faulted,  // stopped by a fault or a failed assertion in it
  Pruned,   // an assumption was false
  Bounded,  // a loop or call-depth bound was met, or an unknown value would have decided
};

enum class FindingKind : std::uint8_t {
  // Faults: the CPU stops.
  FreedTable,    // value: the address accessed
  FreedLock,     // value: the lock's address, in a freed table's page
  WildAccess,    // value: the address accessed
  DoubleFree,    // value: the table's address
  BadFree,       // value: an address that is no table
  NotHeld,       // value: the lock's address
  SleepInAtomic, // value: 0
  // At the end of the entry function.
  IrqsLeftOff,        // value: 0
  LockLeftHeld,       // value: the lock's address
  ReadSideLeft,       // value: 0; inside an RCU read-side section
  PreemptionLeftOff,  // value: 0
  ReachedUnreachable, // value: 0
  BadOperation,       // value: the operand; faults without a kind of their own
  DivisionByZero,     // value: 0
  DivisionOverflow,   // value: the dividend
  ShiftTooFar,        // value: the distance; text: the width in bits
  NullCall,           // value: 0
  BadCall,            // value: the called address: no function, or one with other parameters
  UnbalancedSection,  // value: 0; a section ends that has not begun. text: which section
  Misaligned,         // value: the address accessed; text: the local's name, if it is in one
  OutsideLocal,       // value: the address accessed; text: the nearest local's name
  DeadLocal,          // value: the address accessed; text: the local's name
  UndefinedValue,     // text: the variable that was never written, where it has a name
  AssertFailed,       // text: the claim
  // Of an invariant's hook: the CPU goes on.
  InvariantFailed, // text: what is wrong, with the values
  // Notes: the CPU goes on, or stops without being at fault.
  Covered,          // text: the cover's name
  BoundMet,         // value: 0
  UnrelatedObjects, // value: 0; depends on where in memory two objects are: the run ends
  OthersLocal,      // value: the address accessed, in another CPU's locals: the CPU's run ends
  OpaqueValue,      // text: the function whose unknown value decides: the CPU's run ends
  NotGiven,         // text: the variable whose value decides, and which nothing gives: likewise
  PlaceDecides,     // text: the object whose address decides: likewise
  NotModelled,      // text: what was reached: the CPU's run ends
  Pruned,           // value: 0
};

// The sections named by an UnbalancedSection.
inline constexpr const char* kPreemption = "preemption";
inline constexpr const char* kReadSide = "RCU";

struct Finding {
  FindingKind kind;
  CpuId cpu;
  std::uint64_t value = 0;
  std::string text;
  std::uint32_t debug = 0; // in the Program::debug of the invariant, or else of the CPU
  // If met in a hook of an invariant: its index in Setup::invariants.
  std::optional<std::uint32_t> invariant = std::nullopt;

  auto operator<=>(const Finding&) const = default;
};

// The finding when an undefined value of this origin would decide something.
constexpr FindingKind finding_of(const term::Origin& origin) {
  switch (origin.kind) {
  case term::Origin::Kind::NeverWritten: return FindingKind::UndefinedValue;
  case term::Origin::Kind::NotGiven: return FindingKind::NotGiven;
  case term::Origin::Kind::Place: return FindingKind::PlaceDecides;
  case term::Origin::Kind::Unknown: break;
  }
  return FindingKind::OpaqueValue;
}

// Whether it is one of those.
constexpr bool is_undecided(FindingKind kind) {
  return kind == FindingKind::UndefinedValue || kind == FindingKind::OpaqueValue ||
         kind == FindingKind::NotGiven || kind == FindingKind::PlaceDecides;
}

} // namespace walkcheck::machine
