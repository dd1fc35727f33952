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

  // `conflicting`: what conflicts() says of `footprint`. Calls visit(earlier) for each event that
  // the new one conflicts with and happens after through no other, latest first.
  template <class Visit>
  void push(Label label, FootprintId id, const Footprint& footprint, ConstRow conflicting,
            Visit visit) {
    const EventIndex event = size();
    const EventIndex previous = last_of_[label.thread];
    const std::size_t old_words = words();
    events_.push_back({label, id, previous});
    before_.require_rows(event + 1);

    const Row past = before_.row(event);
    clear(past, stride_);
    if (previous != kNoEvent) copy(before_.row(previous), old_words, past);
    for (std::size_t w = old_words; w-- > 0;)
      for (std::uint64_t bits = conflicting[w] & ~past[w]; bits != 0;
           bits = conflicting[w] & ~past[w]) {
        const auto conflict =
            static_cast<EventIndex>(w * 64 + 63 - static_cast<unsigned>(std::countl_zero(bits)));
        visit(conflict);
        ConstRow further = before_.row(conflict);
        for (std::size_t v = 0; v <= w; ++v)
          past[v] |= further[v];
      }
    insert(past, event);
    add_accesses(label.thread, event, footprint);
  }
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

  // Whether an event from `from` on is of the thread or conflicts with the footprint, and does not
  // happen after `first`.
  bool meets_since(EventIndex from, EventIndex first, ThreadId thread,
                   const Footprint& footprint) const {
    ConstRow own = of_thread_.row(thread);
    for (std::size_t w = from / 64; w < words(); ++w) {
      std::uint64_t bits = own[w];
      for (const Access& access : footprint.accesses) {
        if (access.location >= locations_) continue;
        bits |= writers_.row(access.location)[w];
        if (is_writing(access.kind)) bits |= readers_.row(access.location)[w];
      }
      for (bits &= range_mask(w, from, size()); bits != 0; bits &= bits - 1)
        if (!contains(before_.row(w * 64 + static_cast<unsigned>(std::countr_zero(bits))), first))
          return true;
    }
    return false;
  }

  const std::vector<Hold>& holds(Location location) { return touch(location), holds_[location]; }

private:
  void touch(Location location);
  void add_accesses(ThreadId thread, EventIndex event, const Footprint& footprint);
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
