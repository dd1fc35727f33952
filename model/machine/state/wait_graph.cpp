// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine/state/wait_graph.hpp"

#include <algorithm>

namespace walkcheck::machine {

void WaitGraph::waits(const LocalState& state, std::uint64_t target, bool shared) {
  for (const HeldLock& lock : state.held)
    add(lock.address, lock.shared, target, shared);
  if (state.sections.irqs_off) add(kIrqs, false, target, shared);
  if (state.sections.atomic()) add(kSections, false, target, shared);
  // The CPU that would end a loop's wait may itself be waiting for this.
  if (target != kAnything) add(kAnything, false, target, shared);
}

void WaitGraph::add(std::uint64_t held, bool held_shared, std::uint64_t target, bool shared) {
  has_more_ |= waits_.insert({held, held_shared, target, shared}).second;
}

void WaitGraph::shares(CpuId cpu, const LocalState& state, std::uint64_t lock, bool tries) {
  has_more_ |= sharers_[lock].insert(cpu).second;
  if (!tries) return;
  has_more_ |= tried_.insert(lock).second;
  if (std::ranges::any_of(
          state.held, [&](const HeldLock& held) { return held.address == lock && held.shared; }))
    has_more_ |= tried_while_shared_.insert(lock).second;
}

std::vector<std::uint64_t> WaitGraph::newly_fair() {
  std::vector<std::uint64_t> fair;
  if (!has_more_) return fair;
  has_more_ = false;
  for (const std::uint64_t lock : written_)
    if (is_on_cycle(lock) || is_tried(lock)) fair.push_back(lock);
  return fair;
}

bool WaitGraph::is_on_cycle(std::uint64_t lock) const {
  const auto wants = [&](const Wait& wait) { return wait.target == lock && wait.shared; };
  std::set<std::uint64_t> reached;
  for (const Wait& wait : waits_) {
    if (wait.held != lock || !wait.held_shared) continue;
    if (wants(wait)) return true;
    reached.insert(wait.target);
  }
  for (std::size_t before = 0; before != reached.size();) {
    before = reached.size();
    for (const Wait& wait : waits_) {
      if (!reached.contains(wait.held)) continue;
      if (wants(wait)) return true;
      reached.insert(wait.target);
    }
  }
  return false;
}

bool WaitGraph::is_tried(std::uint64_t lock) const {
  const auto sharers = sharers_.find(lock);
  return tried_while_shared_.contains(lock) ||
         (tried_.contains(lock) && sharers != sharers_.end() && sharers->second.size() > 1);
}

} // namespace walkcheck::machine
