// SPDX-License-Identifier: GPL-2.0-only
// The execution that is being explored: its events, and the happens-before relation on them.
// Entry points: push(), pop(). Happens-before is the transitive closure of dependence in the order
// of execution (Abdulla, Aronis, Jonsson, Sagonas, JACM 2017, section 3), kept as one bit row per
// event, so that a question about it is a few word operations.
#pragma once

#include "checker/explore/event_rows.hpp"
#include "checker/explore/footprint.hpp"

#include <vector>

namespace walkcheck::explore {

struct Event {
  Label label;
  FootprintId footprint;
  EventIndex previous; // of the same thread
};

// A lock held: from its acquiring event to its releasing one.
struct Hold {
  ThreadId thread;
  bool exclusive;
  EventIndex acquired;
  EventIndex released; // kNoEvent: not yet
};

class History {
public:
  explicit History(std::size_t threads);

  EventIndex size() const { return static_cast<EventIndex>(events_.size()); }
  const Event& event(EventIndex index) const { return events_[index]; }
  EventIndex last_of(ThreadId thread) const { return last_of_[thread]; }

  // `conflicting`: what conflicts() says of `footprint`; it is used up.
  void push(Label label, FootprintId id, const Footprint& footprint, Row conflicting);
  void pop(const Footprint& footprint);

  // Rows are valid until the next push(). The words of a row that matter are words().
  std::size_t words() const { return words_for(events_.size()); }
  std::size_t stride() const { return stride_; }
  ConstRow before(EventIndex event) const { return before_.row(event); } // the event included
  // row |= the events that happen after `event`, itself included.
  void add_after(EventIndex event, Row row) const {
    // A column of the matrix whose rows are kept: cheaper to read than to keep as well.
    const std::size_t word = event / 64;
    const unsigned shift = event % 64;
    const EventIndex end = size();
    for (EventIndex later = event; later < end; ++later)
      row[later / 64] |= ((before_.row(later)[word] >> shift) & 1) << (later % 64);
  }
  ConstRow of_thread(ThreadId thread) const { return of_thread_.row(thread); }
  ConstRow writers(Location location) const { return writers_.row(location); }

  // The events whose accesses conflict with those of `footprint`, in a row that the next call
  // overwrites and that has room for one event more.
  Row conflicts(const Footprint& footprint);
  bool conflicts_with_any(const Footprint& footprint, ConstRow set) const {
    const std::size_t used = words();
    for (const Access& access : footprint.accesses) {
      if (access.location >= locations_) continue; // no event has accessed it
      if (intersects(writers_.row(access.location), set, used)) return true;
      if (is_writing(access.kind) && intersects(readers_.row(access.location), set, used))
        return true;
    }
    return false;
  }

  const std::vector<Hold>& holds(Location location) { return touch(location), holds_[location]; }

private:
  void touch(Location location);
  void widen();
  void change_hold(ThreadId thread, const Access& access, EventIndex event);
  void change_hold_back(const Access& access, EventIndex event);

  std::vector<Event> events_;
  std::vector<EventIndex> last_of_; // per thread
  std::size_t stride_ = 1;
  std::size_t locations_ = 0;
  Rows before_;                          // per event
  Rows writers_, readers_;               // per location
  Rows of_thread_;                       // per thread
  std::vector<std::vector<Hold>> holds_; // per location, in the order of acquisition
  std::vector<std::uint64_t> scratch_;
};

} // namespace walkcheck::explore
