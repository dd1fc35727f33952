// SPDX-License-Identifier: GPL-2.0-only
// A model that is small enough to be understood at a glance, for testing the explorers on their
// own. It has straight-line threads with forward skips, over variables, locks, choices, IPI waits
// and grace periods. It uses each kind of access and guard, and footprints that depend on the
// state.
#pragma once

#include "checker/explore/model.hpp"

#include <array>
#include <deque>
#include <map>
#include <ostream>
#include <string>
#include <vector>

namespace toy {

using walkcheck::explore::Access;
using walkcheck::explore::AccessKind;
using walkcheck::explore::Footprint;
using walkcheck::explore::FootprintId;
using walkcheck::explore::ThreadId;
using walkcheck::explore::ThreadStatus;

enum class Op : std::uint8_t {
  Read,      // register := variable
  Write,     // variable := b
  Add,       // register := variable, variable += b
  Cas,       // register := variable, if variable == b then variable := b + 1
  Lock,      // takes it exclusively
  QueueLock, // the same in two steps: queues, then waits for the lock
  SharePast, // takes it shared, and waits until nobody is queued
  LockShared,
  TryLock,   // register := 1 if taken, else 0
  Unlock,    // in the mode in which it is held; nothing if it is not held
  Downgrade, // nothing unless it is held exclusively
  Choose,    // register := 0 .. b-1
  SkipIf,    // if register == b, skip the next `a` operations
  SectionOn, // enter a section (IRQs off, RCU read side)
  SectionOff,
  Send,        // record who is in a section
  Wait,        // wait until each of them has left its section
  Defer,       // free variable a when all threads in a section have left it
  Until,       // reads variable a until it is b; waits instead of a round that would read the same
  UntilEither, // the same with two reads, of variables a and a + 1, until one of them is b
};

struct Instruction {
  Op op;
  int a = 0, b = 0;
};

using Thread = std::vector<Instruction>;
using Program = std::vector<Thread>;

std::ostream& operator<<(std::ostream& out, const Program& program);

inline constexpr int kVariables = 4;
inline constexpr int kLocks = 2;
inline constexpr int kMaxThreads = 4;
inline constexpr int kDefers = 3; // per thread

struct State {
  struct OfThread {
    std::size_t next = 0;
    int value = 0;
    bool in_section = false;
    unsigned recorded = 0;    // by the last Send
    unsigned waiting_for = 0; // the recorded threads that are still inside
    int deferred = 0;
    int reads = 0;      // in one round of an Until or UntilEither
    bool waits = false; // ... until one of these has changed
    std::array<int, 2> seen{};
    auto operator<=>(const OfThread&) const = default;
  };
  std::array<int, kVariables> variable{};
  std::array<int, kLocks> owner{-1, -1};
  std::array<unsigned, kLocks> queued{};                          // threads, as bits
  std::array<std::array<int, kMaxThreads>, kLocks> shares{};      // a shared holder may recurse
  std::array<std::array<unsigned, kDefers>, kMaxThreads> grace{}; // threads that are still inside
  std::array<std::array<int, kDefers>, kMaxThreads> to_free{};
  std::array<OfThread, kMaxThreads> thread{};
  auto operator<=>(const State&) const = default;
};

class Model {
public:
  explicit Model(Program program);

  std::size_t threads() const { return program_.size(); }
  ThreadStatus status(ThreadId thread) const;
  std::uint32_t alternatives(ThreadId thread) const;
  struct Step {
    FootprintId footprint;
  };
  Step step(ThreadId thread, std::uint32_t way);
  void undo();
  FootprintId pending(ThreadId thread);
  const Footprint& footprint(FootprintId id) const { return footprints_[id]; }

  const State& state() const { return state_; }

private:
  const Instruction& next(ThreadId thread) const {
    return program_[thread][state_.thread[thread].next];
  }
  void skip_local(ThreadId thread);
  Footprint run(ThreadId thread, std::uint32_t way, State& state) const;
  bool is_shared(int lock) const;
  Footprint run_lock(ThreadId thread, State& state) const;
  Footprint run_until(ThreadId thread, State& state) const;
  Footprint run_section(ThreadId thread, State& state) const;
  void defer(ThreadId thread, int freed, unsigned inside, State& state, Footprint& footprint) const;
  FootprintId intern(Footprint footprint);

  Program program_;
  State state_;
  std::vector<State> past_;
  std::deque<Footprint> footprints_; // references stay valid
  std::map<std::string, FootprintId> ids_;
};

} // namespace toy
