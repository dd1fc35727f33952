// SPDX-License-Identifier: GPL-2.0-only
// The execution that is being explored: its events, and the happens-before relation on them.
// Entry points: push(), pop(). Happens-before is the transitive closure of dependence in the order
// of execution (Abdulla, Aronis, Jonsson, Sagonas, JACM 2017, section 3), kept as one bit row per
// event, so that a question about it is a few word operations.
#pragma once

#include "checker/explore/event_rows.hpp"
#include "checker/explore/footprint.hpp"

#include <algorithm>
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

template <std::size_t kWords> class History {
public:
  explicit History(std::size_t threads);
  // Continues a history that outgrew its shorter rows.
  template <std::size_t kNarrow>
  explicit History(History<kNarrow>&& narrow)
      : size_(narrow.size_), events_(std::move(narrow.events_)),
        last_of_(std::move(narrow.last_of_)), locations_(narrow.locations_),
        before_(narrow.before_), accesses_(narrow.accesses_), of_thread_(narrow.of_thread_),
        holds_(std::move(narrow.holds_)), scratch_(stride()) {}

  EventIndex size() const { return size_; }
  const Event& event(EventIndex index) const { return events_[index]; }
  EventIndex last_of(ThreadId thread) const { return last_of_[thread]; }

  // `conflicting`: the result of conflicts(footprint). Calls visit(earlier), latest first, for each
  // event that conflicts with the new one and happens before it through no other event.
  template <class Visit>
  void push(Label label, FootprintId id, const Footprint& footprint, ConstRow conflicting,
            Visit visit) {
    const EventIndex event = size();
    const EventIndex previous = last_of_[label.thread];
    const std::size_t old_words = words();
    if (event == events_.size()) grow();
    events_[event] = {label, id, previous};
    last_of_[label.thread] = event;
    size_ = event + 1;

    const Row past = before_.row(event);
    clear(past, stride());
    if (previous != kNoEvent) copy(before_.row(previous), old_words, past);
    for (std::size_t w = old_words; w-- > 0;)
      for (std::uint64_t bits = conflicting[w] & ~past[w]; bits != 0;
           bits = conflicting[w] & ~past[w]) {
        const auto conflict =
            static_cast<EventIndex>(w * 64 + 63 - static_cast<unsigned>(std::countl_zero(bits)));
        visit(conflict);
        merge(before_.row(conflict), old_words, past);
      }
    insert(past, event);
    insert(of_thread_.row(label.thread), event);
    for (const Access& access : footprint.accesses) {
      insert(accesses_of(access), event);
      if (changes_hold(access.kind)) change_hold(label.thread, access, event);
    }
  }

  void pop(const Footprint& footprint) {
    const EventIndex event = --size_;
    for (const Access& access : footprint.accesses) {
      remove(accesses_of(access), event);
      if (changes_hold(access.kind)) change_hold_back(access, event);
    }
    const Event& last = events_[event];
    remove(of_thread_.row(last.label.thread), event);
    last_of_[last.label.thread] = last.previous;
  }

  // Rows are valid until the next push(). The words of a row that matter are words().
  std::size_t words() const { return kWords == kAnyWords ? words_for(size_) : kWords; }
  std::size_t stride() const { return before_.stride(); }
  // Whether there is no room for one event more.
  bool is_full() const { return kWords != kAnyWords && size_ == kWords * 64; }
  ConstRow before(EventIndex event) const { return before_.row(event); } // the event included
  // row |= the events that happen after `event`, itself included.
  void add_after(EventIndex event, Row row) const {
    // This is a column of the matrix of before_: cheaper to read off than to keep as well.
    const std::size_t word = event / 64;
    const std::uint64_t bit = 1ULL << (event % 64);
    EventIndex later = size();
    for (std::size_t w = words(); w-- > word;) {
      const EventIndex begin = std::max(event, static_cast<EventIndex>(w * 64));
      std::uint64_t bits = 0; // rotated left by event % 64
      while (later > begin)
        bits = std::rotl(bits, 1) | (before_.row(--later)[word] & bit);
      row[w] |= std::rotr(bits, static_cast<int>(event % 64)) << (begin % 64);
    }
  }
  ConstRow of_thread(ThreadId thread) const { return of_thread_.row(thread); }
  ConstRow writers(Location location) const { return accesses_.row(2 * location); }
  ConstRow readers(Location location) const { return accesses_.row(2 * location + 1); }

  // The events whose accesses conflict with those of `footprint`, in a row that the next call
  // overwrites and that has room for one event more.
  Row conflicts(const Footprint& footprint) {
    if (size() >= stride() * 64) widen();
    const std::size_t used = words();
    const Row row = scratch_.data();
    clear(row, stride());
    for (const Access& access : footprint.accesses) {
      if (access.location >= locations_) touch(access.location);
      merge(writers(access.location), used, row);
      if (is_writing(access.kind)) merge(readers(access.location), used, row);
    }
    return row;
  }
  bool conflicts_with_any(const Footprint& footprint, ConstRow set) const {
    const std::size_t used = words();
    for (const Access& access : footprint.accesses) {
      if (access.location >= locations_) continue; // no event has accessed it
      if (intersects(writers(access.location), set, used)) return true;
      if (is_writing(access.kind) && intersects(readers(access.location), set, used)) return true;
    }
    return false;
  }

  // Whether some event, from `from` on, is of the thread or conflicts with the footprint, and does
  // not happen after `first`.
  bool meets_since(EventIndex from, EventIndex first, ThreadId thread,
                   const Footprint& footprint) const {
    ConstRow own = of_thread_.row(thread);
    for (std::size_t w = from / 64; w < words(); ++w) {
      std::uint64_t bits = own[w];
      for (const Access& access : footprint.accesses) {
        if (access.location >= locations_) continue;
        bits |= writers(access.location)[w];
        if (is_writing(access.kind)) bits |= readers(access.location)[w];
      }
      for (bits &= range_mask(w, from, size()); bits != 0; bits &= bits - 1)
        if (!contains(before_.row(w * 64 + static_cast<unsigned>(std::countr_zero(bits))), first))
          return true;
    }
    return false;
  }

  // conflicts() must have been asked about the location.
  const std::vector<Hold>& holds(Location location) const { return holds_[location]; }

private:
  template <std::size_t> friend class History;

  Row accesses_of(const Access& access) {
    return accesses_.row(2 * access.location + (is_writing(access.kind) ? 0 : 1));
  }
  void touch(Location location); // makes room for a location that no event has accessed yet
  void grow();
  void widen();
  void change_hold(ThreadId thread, const Access& access, EventIndex event);
  void change_hold_back(const Access& access, EventIndex event);

  EventIndex size_ = 0;
  std::vector<Event> events_;       // more than size_, to save the allocation
  std::vector<EventIndex> last_of_; // per thread
  std::size_t locations_ = 0;
  Rows<kWords> before_;                  // per event
  Rows<kWords> accesses_;                // per location: its writers, its readers
  Rows<kWords> of_thread_;               // per thread
  std::vector<std::vector<Hold>> holds_; // per location, in the order of acquisition
  std::vector<std::uint64_t> scratch_;
};

extern template class History<1>;
extern template class History<2>;
extern template class History<kAnyWords>;

} // namespace walkcheck::explore
