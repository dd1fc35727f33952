// SPDX-License-Identifier: GPL-2.0-only
#include "checker/explore/race.hpp"

#include <algorithm>

namespace walkcheck::explore {
namespace {

template <std::size_t kWords> class Guard {
public:
  Guard(History<kWords>& history, ThreadId thread, const Footprint& footprint,
        std::vector<std::uint64_t>& roots)
      : history_(history), footprint_(footprint), previous_(history.last_of(thread)),
        thread_(thread), roots_(roots) {
    require_words(roots_, history.stride());
  }

  // Whether the guard holds without `first` and all that happens after it; appends to `extra` the
  // further events that have to be left out for that.
  bool holds_without(EventIndex first, std::vector<EventIndex>& extra) {
    clear(roots_.data(), history_.words());
    insert(roots_.data(), first);
    bool grown = true;
    while (grown) {
      grown = false;
      for (const Access& access : footprint_.accesses)
        if (!free_to_take(access, first, extra, grown)) return false;
    }
    return previous_ == kNoEvent || !is_left_out(previous_);
  }

private:
  bool is_left_out(EventIndex event) const {
    return intersects(history_.before(event), roots_.data(), history_.words());
  }

  bool free_to_take(const Access& access, EventIndex first, std::vector<EventIndex>& extra,
                    bool& grown) {
    switch (access.kind) {
    case AccessKind::Await:
      return is_granted(access.location, previous_ == kNoEvent ? 0 : previous_ + 1);
    case AccessKind::AwaitOnce: return is_granted(access.location, 0);
    case AccessKind::AcquireShared:
    case AccessKind::AcquireExclusive:
    case AccessKind::Pass: break;
    case AccessKind::Read:
    case AccessKind::Write:
    case AccessKind::ReleaseShared:
    case AccessKind::ReleaseExclusive:
    case AccessKind::Downgrade: return true;
    }
    for (const Hold& hold : history_.holds(access.location)) {
      if (hold.released < first) continue; // released before anything that is left out
      if (!hold.exclusive && access.kind == AccessKind::AcquireShared) continue;
      if (hold.thread == thread_ && hold.released == kNoEvent)
        return false; // a thread that takes its own lock again waits for itself
      if (is_left_out(hold.acquired) || (hold.released != kNoEvent && !is_left_out(hold.released)))
        continue;
      if (hold.acquired < first) return false;
      extra.push_back(hold.acquired);
      insert(roots_.data(), hold.acquired);
      grown = true;
    }
    return true;
  }

  // The first write from `from` on grants the access. An Await counts from the thread's previous
  // step.
  bool is_granted(Location location, EventIndex from) const {
    ConstRow writers = history_.writers(location);
    for (std::size_t w = 0; w < history_.words(); ++w) {
      const std::uint64_t bits = writers[w] & range_mask(w, from, history_.size());
      if (bits != 0) {
        const auto granting =
            static_cast<EventIndex>(w * 64 + static_cast<unsigned>(std::countr_zero(bits)));
        return !is_left_out(granting);
      }
    }
    return false;
  }

  History<kWords>& history_;
  const Footprint& footprint_;
  EventIndex previous_;
  ThreadId thread_;
  std::vector<std::uint64_t>& roots_; // left out with all that happens after them
};

// Calls visit(event) for the events of `candidates`, latest first, that happen before none of the
// events for which visit returned true.
template <std::size_t kWords, class Visit>
void visit_latest_first(const History<kWords>& history, std::vector<std::uint64_t>& candidates,
                        Visit visit) {
  for (std::size_t w = history.words(); w-- > 0;)
    while (candidates[w] != 0) {
      const auto event = static_cast<EventIndex>(
          w * 64 + 63 - static_cast<unsigned>(std::countl_zero(candidates[w])));
      remove(candidates.data(), event);
      if (!visit(event)) continue;
      ConstRow before = history.before(event);
      for (std::size_t v = 0; v <= w; ++v)
        candidates[v] &= ~before[v];
    }
}

} // namespace

template <std::size_t kWords>
void RaceFinder::find(History<kWords>& history, ThreadId thread, const Footprint& footprint,
                      ConstRow conflicting, EventIndex second, ModelGuard& model, Races& races) {
  const std::size_t words = history.words();
  require_words(candidates_, history.stride());
  copy(conflicting, words, candidates_.data());
  const EventIndex previous = history.last_of(thread);
  if (previous != kNoEvent) {
    ConstRow before = history.before(previous);
    for (std::size_t w = 0; w < words_for(previous + 1); ++w)
      candidates_[w] &= ~before[w];
  }
  if (lowest(candidates_.data(), words) == kNoEvent) return;
  const auto extra_begin = [&] { return static_cast<std::uint32_t>(races.extra.size()); };
  if (!footprint.guarded) {
    visit_latest_first(history, candidates_, [&](EventIndex first) {
      races.add(first, second);
      return true;
    });
    return;
  }
  if (footprint.by_model) {
    visit_latest_first(history, candidates_, [&](EventIndex first) {
      const bool holds = model.holds_without(first);
      if (holds) races.add(first, second);
      return holds;
    });
    return;
  }
  Guard guard(history, thread, footprint, roots_);
  visit_latest_first(history, candidates_, [&](EventIndex first) {
    const std::uint32_t begin = extra_begin();
    if (!guard.holds_without(first, races.extra)) {
      races.extra.resize(begin);
      return false;
    }
    races.races.push_back({first, second, begin, extra_begin() - begin});
    return true;
  });
}

template void RaceFinder::find(History<1>&, ThreadId, const Footprint&, ConstRow, EventIndex,
                               ModelGuard&, Races&);
template void RaceFinder::find(History<2>&, ThreadId, const Footprint&, ConstRow, EventIndex,
                               ModelGuard&, Races&);
template void RaceFinder::find(History<kAnyWords>&, ThreadId, const Footprint&, ConstRow,
                               EventIndex, ModelGuard&, Races&);

} // namespace walkcheck::explore
