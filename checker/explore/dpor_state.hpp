// SPDX-License-Identifier: GPL-2.0-only
// The state of the DPOR engine's search, without the execution itself: the points of its stack, who
// is asleep at them, and what is to be explored from them. See dpor.hpp.
#pragma once

#include "checker/explore/cover.hpp"
#include "checker/explore/model.hpp"
#include "checker/explore/race.hpp"
#include "checker/explore/wakeup_tree.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace walkcheck::explore {

class DporState {
protected:
  // A step that was explored earlier from this point, or from one further up, and need not be
  // again. Its size is a power of two, as the number of sleepers is computed all the time.
  struct alignas(16) Sleeper {
    Label label;
    FootprintId footprint;
    bool settled; // its races with later steps were reversed at this point: see can_be_settled()
  };
  // The point at index i is the state after i events.
  struct Point {
    std::uint32_t sleep_begin; // its sleepers end where the next point's begin
    WakeupId wakeup;
    std::uint32_t races_begin; // of the event that follows it
    ThreadId done;             // the threads before this one have finished
  };

  // Another way that an event could have gone.
  struct OtherWay {
    EventIndex event;
    std::uint32_t alternative;
  };

  explicit DporState(const Limits& limits) : limits_(limits) {}

  Limits limits_;
  Summary summary_;
  WakeupTrees trees_;
  RaceFinder race_finder_;
  Races races_;
  std::vector<Cover> covers_; // by race
  std::size_t covered_ = 0;   // how many races the last execution also had, with their covers
  EventIndex unchanged_ = 0;  // how many events the last execution also had
  Races pending_;
  std::vector<OtherWay> other_ways_; // by event
  std::vector<ThreadId> waiting_;    // blocked at the end of the execution
  std::vector<Point> points_;
  std::vector<Sleeper> sleepers_;
  std::vector<std::uint64_t> kept_, after_, asked_;
  EventIndex after_of_ = kNoEvent; // the event whose successors after_ has
};

} // namespace walkcheck::explore
