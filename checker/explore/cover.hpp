// SPDX-License-Identifier: GPL-2.0-only
// Why nothing had to be scheduled for a race when it was last reversed: some steps, asleep or in
// the wakeup tree, are explored from its point anyhow, and are independent of the whole reversed
// sequence. If they are also independent of the events that the execution has gained since, the
// answer still stands. A race is reversed at the end of every execution that has it; thanks to
// this, that mostly costs a look at the newest events. A race's point keeps its sleepers, and the
// branches of its tree, for as long as the execution has the race.
#pragma once

#include "checker/explore/event_rows.hpp"
#include "checker/explore/footprint.hpp"

#include <array>
#include <cstddef>
#include <span>

namespace walkcheck::explore {

struct Cover {
  struct Step {
    ThreadId thread;
    FootprintId footprint;
  };

  bool known = false; // unknown: the race has to be reversed again in full
  std::uint8_t count = 0;
  std::array<Step, 3> independent{};
  EventIndex needed = 0; // one more than the last event that the tree has, too
  bool has_last = false; // the tree has the race's second step, too

  std::span<const Step> steps() const { return {independent.data(), count}; }

  void add(Step step) {
    if (count == independent.size())
      known = false;
    else
      independent[count++] = step;
  }
};

} // namespace walkcheck::explore
