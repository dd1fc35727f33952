// SPDX-License-Identifier: GPL-2.0-only
// Loops that only wait. A round that has changed nothing, its own state included, would be the same
// for ever: its CPU waits until something that it read would read otherwise. So the next round's
// first step is guarded by that, and no round is counted.
//
// Nothing is lost: the rounds that are left out read what the last one read, change nothing that
// another CPU or a hook can see, and leave the CPU where it was. What a round read is compared, not
// whether it was written: that a word changed and changed back makes no other round. Where nobody
// ever changes it, the CPU waits for ever, and that is a deadlock.
//
// A round counts as having changed nothing if all that it did was to load, to test, to fail to
// exchange or to lock, to write what was there, and to compute. Whatever else it does (a lock taken
// and given back, a section that others can see, a choice, a cover, an event) is a round of its
// own, and such rounds are bounded.
#pragma once

#include "model/machine/operation/run.hpp"
#include "model/machine/operation/visible.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace walkcheck::machine {

// Steps of such loops. Equal ones, of whichever CPU, have one number.
class Reads {
public:
  std::uint32_t id_of(const Visible& op);
  const Visible& operator[](std::uint32_t id) const { return reads_[id]; }
  // What is waited for after a round in which this was seen. It stays.
  const std::vector<Awaited>* awaits(const std::vector<Seen>& seen);

private:
  std::deque<Visible> reads_; // references stay valid
  std::map<std::vector<std::uint64_t>, std::uint32_t> ids_;
  std::map<std::vector<Seen>, std::vector<Awaited>> awaits_;
};

// The loop's first round begins.
void watch_loop(Run& run, std::uint32_t loop);
// Where a round has changed nothing: how to go on. Nothing: the next round counts.
std::optional<Flow> wait_in_loop(Run& run, std::uint32_t loop);
// `op` is the next step: it waits, if the loop that it is in does.
void watch_step(Run& run, Visible& op);
// A load of a constant, which is no step: so that it is known what is waited for in vain.
void note_constant(Run& run, Visible op);
// It has been taken.
void note_step(Run& run, const Visible& op, const Outcome& outcome);
// Whether one of these steps would give something else than it gave.
bool differs(World& world, CpuId cpu, const std::vector<Awaited>& seen);

} // namespace walkcheck::machine
