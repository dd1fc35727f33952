// SPDX-License-Identifier: GPL-2.0-only
// Which CPU may wait for what while it holds what: learnt as the machine runs, to know for which
// locks it matters that a reader waits behind a waiting writer.
//
// The kernel lets no reader (of process context) past a writer that waits. Where that decides
// nothing it need not be modelled: with it there are only fewer behaviours, since a reader that
// waits behind the writer may as well have come later; what is new is that a CPU waits for ever.
// Take a state in which nobody can go on, and a reader that only a queued writer keeps from lock L.
// The writer waits for those who share L; whoever of them cannot go on waits for something that
// somebody else holds, and so on: the chain comes back to where it was. If no CPU on it waits
// behind a writer the state is a deadlock without that, too. Else there is a lock that one CPU
// holds shared, waits for what another holds, ..., who wants that lock shared. So only a lock that
// is shared on a cycle of "while it holds X, a CPU waits for Y" whose last wait is to share it has
// to be fair. Each of these waits is met without fairness, as its CPU comes to it in no more
// behaviours with it.
//
// A try to share a lock fails behind a queued writer. That too decides nothing if the lock is free
// but for the writer, who might hold it by then: only if others share it meanwhile.
//
// Among those who exclude each other (spinlocks, mutexes, writers) fairness is a matter of who is
// next: whoever waits does so in any order for the same holder, so that it adds no deadlock.
#pragma once

#include "model/machine/state/local_state.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <vector>

namespace walkcheck::machine {

class WaitGraph {
public:
  // What is waited for: a lock's address, or one of these.
  static constexpr std::uint64_t kIrqs = UINT64_MAX;         // that IRQs are on: an IPI
  static constexpr std::uint64_t kSections = UINT64_MAX - 1; // the end of sections: a grace period
  static constexpr std::uint64_t kAnything = UINT64_MAX - 2; // in a loop: whatever others do

  // A CPU in this state waits for it; `shared`: a lock, to share it.
  void waits(const LocalState& state, std::uint64_t target, bool shared);
  // A CPU queues to write the lock; one takes it to share, or tries to.
  void writes(std::uint64_t lock) { has_more_ |= written_.insert(lock).second; }
  void shares(CpuId cpu, const LocalState& state, std::uint64_t lock, bool tries);

  // The locks that have to be fair, so far; nothing where nothing was added since it was asked.
  std::vector<std::uint64_t> newly_fair();

private:
  struct Wait {
    std::uint64_t held;
    bool held_shared;
    std::uint64_t target;
    bool shared;
    auto operator<=>(const Wait&) const = default;
  };

  void add(std::uint64_t held, bool held_shared, std::uint64_t target, bool shared);
  bool is_on_cycle(std::uint64_t lock) const;
  bool is_tried(std::uint64_t lock) const;

  bool has_more_ = false; // than when it was asked
  std::set<Wait> waits_;
  std::set<std::uint64_t> written_, tried_, tried_while_shared_;
  std::map<std::uint64_t, std::set<CpuId>> sharers_;
};

} // namespace walkcheck::machine
