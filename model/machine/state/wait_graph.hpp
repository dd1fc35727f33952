// SPDX-License-Identifier: GPL-2.0-only
// Which CPU may wait for what while it holds what: learnt as the machine runs, to know for which
// locks it matters that a reader waits behind a waiting writer.
//
// The kernel lets no reader (of process context) past a writer that waits. Where that decides
// nothing it need not be modelled: this fairness only takes behaviours away, since a reader that
// waits behind the writer may as well have come later. All that it can add is that a CPU waits for
// ever. Take a state in which nobody can go on, and a reader that only a queued writer keeps from
// lock L. The writer waits for those who share L; each of them that cannot go on waits for
// something that somebody else holds, and so on, until the chain closes. If no CPU on it waits
// behind a writer, the state is a deadlock without fairness, too. Else some CPU holds a lock shared
// and waits for what another CPU holds, ..., and the last of these wants that lock shared. So a
// lock has to be fair only if it is held shared on a cycle of "while it holds X, a CPU waits for Y"
// whose last wait is to share it. All these waits are seen without fairness, too, as fairness adds
// no behaviour in which a CPU comes to wait.
//
// A try to share a lock fails behind a queued writer. If nobody else holds the lock this, too,
// decides nothing, as the writer might hold it by then. It matters only if others share the lock
// meanwhile.
//
// Among those who exclude each other (spinlocks, mutexes, writers) fairness only decides who is
// next: in any order they all wait for the same holder, so it adds no deadlock.
#pragma once

#include "model/machine/state/local_state.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <vector>

namespace walkcheck::machine {

class WaitGraph {
public:
  // A wait's target: a lock's address, or one of these.
  static constexpr std::uint64_t kIrqs = UINT64_MAX;         // that IRQs are on: an IPI
  static constexpr std::uint64_t kSections = UINT64_MAX - 1; // the end of sections: a grace period
  static constexpr std::uint64_t kAnything = UINT64_MAX - 2; // in a loop: anything that others do

  // A CPU in this state waits for the target; `shared`: for a lock, to share it.
  void waits(const LocalState& state, std::uint64_t target, bool shared);
  // Notes that a CPU queues to write the lock; that one takes it shared, or tries to.
  void writes(std::uint64_t lock) { has_more_ |= written_.insert(lock).second; }
  void shares(CpuId cpu, const LocalState& state, std::uint64_t lock, bool tries);

  // The locks known to have to be fair; empty if nothing was added since the last call.
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

  bool has_more_ = false; // than at the last call of newly_fair()
  std::set<Wait> waits_;
  std::set<std::uint64_t> written_, tried_, tried_while_shared_;
  std::map<std::uint64_t, std::set<CpuId>> sharers_;
};

} // namespace walkcheck::machine
