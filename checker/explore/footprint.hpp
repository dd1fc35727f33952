// SPDX-License-Identifier: GPL-2.0-only
// What a model tells the explorers of a step: the locations that it accesses, and how. Two accesses
// of one location conflict unless both are of the reading kind; two steps are dependent iff they
// are of one thread or some of their accesses conflict. Dependence comes from nowhere else.
#pragma once

#include <cstdint>
#include <vector>

namespace walkcheck::explore {

using ThreadId = std::uint32_t;
using Location = std::uint32_t;
using FootprintId = std::uint32_t;

enum class AccessKind : std::uint8_t {
  Read,
  Write,
  // Waits until the location has been written since the thread's previous step.
  Await,
  // Waits until the location has been written, which happens once in an execution.
  AwaitOnce,
  // Holding a location as a lock is held. Shared holders exclude exclusive ones.
  AcquireShared,
  ReleaseShared,
  AcquireExclusive,
  ReleaseExclusive,
  Downgrade, // an exclusive hold becomes a shared one
  // Waits until no thread holds the location, and holds nothing itself: so a reader waits behind
  // queued writers. To queue is to acquire the location exclusively without a guard: several may
  // queue.
  Pass,
};

struct Access {
  Location location;
  AccessKind kind;
  auto operator<=>(const Access&) const = default;
};

struct Footprint {
  std::vector<Access> accesses; // at most one per location: a write subsumes a read
  // Waits for its Await / Pass / Acquire accesses to be granted. A successful try-lock acquires
  // without being guarded.
  bool guarded = false;
  // The thread's local state alone decides this footprint. False for a compare-exchange, the end of
  // a read-side section with a grace period open, ...: run earlier, the step may access others.
  bool stable = true;
  // The model's status() says when the guard holds, as the accesses do not. The guard may cease to
  // hold again; whatever changes it conflicts with the step.
  bool by_model = false;

  auto operator<=>(const Footprint&) const = default;
};

// An event's name: which thread, and which way its step went where it had a choice.
struct Label {
  ThreadId thread;
  std::uint32_t alternative;
  bool operator==(const Label&) const = default;
};

constexpr bool is_writing(AccessKind kind) {
  switch (kind) {
  case AccessKind::Read:
  case AccessKind::Await:
  case AccessKind::AwaitOnce:
  case AccessKind::Pass:
  case AccessKind::AcquireShared:
  case AccessKind::ReleaseShared: return false;
  case AccessKind::Write:
  case AccessKind::AcquireExclusive:
  case AccessKind::ReleaseExclusive:
  case AccessKind::Downgrade: return true;
  }
  return true;
}

// The thread holds the location from this access on.
constexpr bool starts_hold(AccessKind kind) {
  return kind == AccessKind::AcquireShared || kind == AccessKind::AcquireExclusive ||
         kind == AccessKind::Downgrade;
}

// The thread's hold of the location ends with this access.
constexpr bool is_release(AccessKind kind) {
  return kind == AccessKind::ReleaseShared || kind == AccessKind::ReleaseExclusive ||
         kind == AccessKind::Downgrade;
}

// A hold of a lock begins, ends or changes with this access.
constexpr bool changes_hold(AccessKind kind) {
  switch (kind) {
  case AccessKind::AcquireShared:
  case AccessKind::ReleaseShared:
  case AccessKind::AcquireExclusive:
  case AccessKind::ReleaseExclusive:
  case AccessKind::Downgrade: return true;
  case AccessKind::Read:
  case AccessKind::Await:
  case AccessKind::AwaitOnce:
  case AccessKind::Pass:
  case AccessKind::Write: break;
  }
  return false;
}

inline bool conflicts(const Footprint& a, const Footprint& b) {
  for (const Access& x : a.accesses)
    for (const Access& y : b.accesses)
      if (x.location == y.location && (is_writing(x.kind) || is_writing(y.kind))) return true;
  return false;
}

} // namespace walkcheck::explore
