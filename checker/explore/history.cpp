// SPDX-License-Identifier: GPL-2.0-only
#include "checker/explore/history.hpp"

#include <algorithm>

namespace walkcheck::explore {

template <std::size_t kWords>
History<kWords>::History(std::size_t threads) : last_of_(threads, kNoEvent), scratch_(stride()) {
  of_thread_.require_rows(threads);
}

template <std::size_t kWords> void History<kWords>::touch(Location location) {
  locations_ = location + 1;
  accesses_.require_rows(2 * locations_);
  if (holds_.size() < locations_) holds_.resize(2 * locations_);
}

template <std::size_t kWords> void History<kWords>::grow() {
  events_.resize(std::max<std::size_t>(64, 2 * events_.size()));
  before_.require_rows(events_.size());
}

template <std::size_t kWords> void History<kWords>::widen() {
  if constexpr (kWords == kAnyWords) {
    for (Rows<kWords>* rows : {&before_, &accesses_, &of_thread_})
      rows->widen();
    scratch_.assign(stride(), 0);
  }
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
