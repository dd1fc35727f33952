// SPDX-License-Identifier: GPL-2.0-only
// Which earlier events a step could have gone before. Entry point: RaceFinder::find().
//
// A step without a guard races with the events that it conflicts with and that happen before it
// through no other event (JACM 2017, definition 3.5). A step that waits (for a lock, for an awaited
// write) differs from the paper: it races with an earlier conflicting event if its guard holds once
// that event and all that happens after it are left out. This may leave out the release of other,
// shared holders of a lock but not their acquisition; these are then left out too. Otherwise an
// exclusive acquirer could never go before several shared holders.
//
// A guard that the model judges is a disjunction of "this location has another value than was seen
// there": it holds without a set of events if some location has another value without them. Of the
// events in the set that write this location, leave out just the first and what happens after it:
// the location then has the same value as without the whole set. So one event is all that need be
// left out.
#pragma once

#include "checker/explore/history.hpp"

#include <vector>

namespace walkcheck::explore {

struct Race {
  EventIndex first;  // the earliest event left out
  EventIndex second; // to go before it; kNoEvent: the step that a blocked thread waits to take
  std::uint32_t extra_begin, extra_count; // further events left out, in Races::extra
};

struct Races {
  std::vector<Race> races;
  std::vector<EventIndex> extra;

  void add(EventIndex first, EventIndex second) {
    races.push_back({first, second, static_cast<std::uint32_t>(extra.size()), 0});
  }

  void truncate(std::size_t count) {
    if (races.size() <= count) return;
    if (const std::size_t begin = races[count].extra_begin; begin != extra.size())
      extra.resize(begin);
    races.resize(count);
  }
};

// A guard that the model alone can judge.
class ModelGuard {
public:
  // Whether the guard holds without `first` and all that happens after it.
  virtual bool holds_without(EventIndex first) = 0;

protected:
  ~ModelGuard() = default;
};

class RaceFinder {
public:
  // Appends the races of the step that `thread` takes (or would take) after the whole of `history`.
  // `conflicting`: the result of history.conflicts(footprint).
  template <std::size_t kWords>
  void find(History<kWords>& history, ThreadId thread, const Footprint& footprint,
            ConstRow conflicting, EventIndex second, ModelGuard& model, Races& races);

private:
  std::vector<std::uint64_t> candidates_, roots_; // kept from call to call to save the allocation
};

} // namespace walkcheck::explore
