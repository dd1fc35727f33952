// SPDX-License-Identifier: GPL-2.0-only
#include "checker/explore/history.hpp"

#include <algorithm>

namespace walkcheck::explore {

template <std::size_t kWords>
History<kWords>::History(std::size_t threads) : last_of_(threads, kNoEvent), scratch_(stride()) {
  of_thread_.require_rows(threads);
}

template <std::size_t kWords> void History<kWords>::touch(Location location) {
  if (location < locations_) return;
  locations_ = location + 1;
  writers_.require_rows(locations_);
  readers_.require_rows(locations_);
  if (holds_.size() < locations_) holds_.resize(2 * locations_);
}

template <std::size_t kWords> void History<kWords>::widen() {
  if constexpr (kWords == kAnyWords) {
    for (Rows<kWords>* rows : {&before_, &writers_, &readers_, &of_thread_})
      rows->widen();
    scratch_.assign(stride(), 0);
  }
}

template <std::size_t kWords> Row History<kWords>::conflicts(const Footprint& footprint) {
  if (size() >= stride() * 64) widen();
  const std::size_t used = words();
  const Row row = scratch_.data();
  clear(row, stride());
  for (const Access& access : footprint.accesses) {
    touch(access.location);
    ConstRow writers = writers_.row(access.location);
    for (std::size_t w = 0; w < used; ++w)
      row[w] |= writers[w];
    if (!is_writing(access.kind)) continue;
    ConstRow readers = readers_.row(access.location);
    for (std::size_t w = 0; w < used; ++w)
      row[w] |= readers[w];
  }
  return row;
}

template <std::size_t kWords>
void History<kWords>::add_accesses(ThreadId thread, EventIndex event, const Footprint& footprint) {
  insert(of_thread_.row(thread), event);
  last_of_[thread] = event;
  for (const Access& access : footprint.accesses) {
    insert((is_writing(access.kind) ? writers_ : readers_).row(access.location), event);
    if (changes_hold(access.kind)) change_hold(thread, access, event);
  }
}

template <std::size_t kWords> void History<kWords>::pop(const Footprint& footprint) {
  const EventIndex event = size() - 1;
  for (const Access& access : footprint.accesses) {
    remove((is_writing(access.kind) ? writers_ : readers_).row(access.location), event);
    if (changes_hold(access.kind)) change_hold_back(access, event);
  }
  const Event& last = events_.back();
  remove(of_thread_.row(last.label.thread), event);
  last_of_[last.label.thread] = last.previous;
  events_.pop_back();
  size_ = event;
}

template <std::size_t kWords>
void History<kWords>::change_hold(ThreadId thread, const Access& access, EventIndex event) {
  auto& holds = holds_[access.location];
  if (is_release(access.kind)) {
    const auto open = std::find_if(holds.rbegin(), holds.rend(), [&](const Hold& hold) {
      return hold.thread == thread && hold.released == kNoEvent;
    });
    if (open != holds.rend()) open->released = event;
  }
  if (starts_hold(access.kind))
    holds.push_back({thread, access.kind == AccessKind::AcquireExclusive, event, kNoEvent});
}

template <std::size_t kWords>
void History<kWords>::change_hold_back(const Access& access, EventIndex event) {
  auto& holds = holds_[access.location];
  if (starts_hold(access.kind)) holds.pop_back();
  if (!is_release(access.kind)) return;
  const auto closed = std::find_if(holds.rbegin(), holds.rend(),
                                   [&](const Hold& hold) { return hold.released == event; });
  if (closed != holds.rend()) closed->released = kNoEvent;
}

template class History<1>;
template class History<2>;
template class History<kAnyWords>;

} // namespace walkcheck::explore
