// SPDX-License-Identifier: GPL-2.0-only
// Loops that only wait. A round that has changed nothing, not even its CPU's own state, would
// repeat for ever, until something that it read has another value. So the next round's first step
// waits for that, and no round is counted. Entry points: watch_loop(), wait_in_loop().
//
// Nothing is lost: the rounds that are left out read what the last one read, change nothing that
// another CPU or a hook can see, and leave the CPU where it was. The values that a round read are
// compared; whether they were written does not matter, as a word that changed and changed back
// makes no other round. If nobody ever changes one, the CPU waits for ever, and that is a deadlock.
//
// A round counts as having changed nothing if it only loaded, tested, failed to exchange or to
// lock, wrote the value that was there, and computed. Any other round (one that takes a lock and
// gives it back, or has a section that others can see, a choice, a cover, an event) is counted, and
// the number of such rounds is bounded.
#pragma once

#include "model/machine/operation/run.hpp"
#include "model/machine/operation/visible.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace walkcheck::machine {

// Steps of such loops. Equal steps, even of different CPUs, have the same number.
class Reads {
public:
  std::uint32_t id_of(const Visible& op);
  const Visible& operator[](std::uint32_t id) const { return reads_[id]; }
  // What is waited for after a round in which this was seen. The pointer stays valid.
  const std::vector<Awaited>* awaits(const std::vector<Seen>& seen);

private:
  std::deque<Visible> reads_; // references stay valid
  std::map<std::vector<std::uint64_t>, std::uint32_t> ids_;
  std::map<std::vector<Seen>, std::vector<Awaited>> awaits_;
};

// To be called when the loop's first round begins.
void watch_loop(Run& run, std::uint32_t loop);
// How to go on after a round that has changed nothing; nothing: the next round counts.
std::optional<Flow> wait_in_loop(Run& run, std::uint32_t loop);
// `op` is the next step: makes it wait if its loop waits.
void watch_step(Run& run, Visible& op);
// Notes the load of a constant, which is no step, so that what is waited for in vain is known.
void note_constant(Run& run, Visible op);
// Notes a step that has been taken.
void note_step(Run& run, const Visible& op, const Outcome& outcome);
// Whether one of these steps would now give another value.
bool differs(World& world, CpuId cpu, const std::vector<Awaited>& seen);

} // namespace walkcheck::machine
