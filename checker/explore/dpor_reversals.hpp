// SPDX-License-Identifier: GPL-2.0-only
// What the DPOR engine does with the races of an execution: each is reversed. That is, the sequence
// to be explored for it is put into a wakeup tree, unless a branch there or a sleeper covers it.
// Entry point: reverse_races(). The paper and where this differs from it: dpor.hpp.
#pragma once

#include "checker/explore/dpor_state.hpp"
#include "checker/explore/footprint_table.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace walkcheck::explore {

template <Model M, std::size_t kWords> class DporReversals : protected DporState {
protected:
  DporReversals(M& model, const Limits& limits)
      : DporState(limits), model_(model), history_(model.threads()), footprints_(model) {}
  template <std::size_t kNarrow>
  explicit DporReversals(DporReversals<M, kNarrow>&& narrow)
      : DporState(std::move(narrow)), model_(narrow.model_), history_(std::move(narrow.history_)),
        footprints_(std::move(narrow.footprints_)) {}
  template <Model, std::size_t> friend class DporReversals;

  // The races of the step that the thread takes, or would take, now. The model is in the state in
  // which the history ends.
  void find_races(ThreadId thread, const Footprint& footprint, ConstRow conflicting,
                  EventIndex second, Races& races) {
    Asked asked(*this, thread);
    race_finder_.find(history_, thread, footprint, conflicting, second, asked, races);
  }

  // The execution is maximal; the threads that wait at its end are in waiting_.
  void reverse_races() {
    require_words(kept_, history_.stride());
    require_words(after_, history_.stride());
    after_of_ = kNoEvent;
    const std::size_t races = races_.races.size();
    covers_.resize(std::max(covers_.size(), races));
    for (std::size_t i = 0; i < races; ++i) {
      const Race race = races_.races[i];
      if (i < covered_ && is_still_covered(race.first, covers_[i])) continue;
      const Event& second = history_.event(race.second);
      if (i > 0 && covers_too(i - 1, race, second))
        covers_[i] = covers_[i - 1];
      else
        covers_[i] = reverse(race, races_.extra, second.label, second.footprint);
    }
    covered_ = races;
    unchanged_ = history_.size();
    reverse_pending();
    take_other_ways();
  }

  M& model_;
  History<kWords> history_;
  FootprintTable<M> footprints_;

private:
  struct Asked final : ModelGuard {
    Asked(DporReversals& searched, ThreadId of) : search(searched), thread(of) {}
    bool holds_without(EventIndex first) override { return search.is_ready_without(first, thread); }
    DporReversals& search;
    ThreadId thread;
  };

  bool is_ready_without(EventIndex first, ThreadId thread) {
    const std::size_t words = history_.words();
    require_words(asked_, history_.stride());
    clear(asked_.data(), words);
    history_.add_after(first, asked_.data());
    for (std::size_t w = 0; w < words; ++w)
      asked_[w] = ~asked_[w] & range_mask(w, first, history_.size());
    return ask_after(asked_, first, [&] { return model_.status(thread) == ThreadStatus::Ready; });
  }

  // Whether the cover found in an earlier execution still holds: see cover.hpp.
  bool is_still_covered(EventIndex first, const Cover& cover) {
    if (!cover.known || cover.needed > unchanged_) return false;
    for (const Cover::Step& step : cover.steps())
      if (history_.meets_since(unchanged_, first, step.thread, footprints_[step.footprint]))
        return false;
    return true;
  }

  void reverse_pending() {
    for (const ThreadId thread : waiting_) {
      const FootprintId id = model_.pending(thread);
      pending_.truncate(0);
      const Footprint& footprint = footprints_[id];
      find_races(thread, footprint, history_.conflicts(footprint), kNoEvent, pending_);
      for (const Race& race : pending_.races)
        reverse(race, pending_.extra, {thread, 0}, id);
    }
  }

  void take_other_ways() {
    for (const OtherWay& other : other_ways_) {
      const Event chosen = history_.event(other.event);
      reverse({other.event, other.event, 0, 0}, {}, {chosen.label.thread, other.alternative},
              chosen.footprint);
    }
  }

  // Whether the cover of one race covers another with the same first event, too. The kept events
  // are then the same; only the step that comes last differs.
  bool covers_too(std::size_t index, const Race& race, const Event& second) {
    const Cover& cover = covers_[index];
    const Race& other = races_.races[index];
    if (!cover.known || cover.has_last || other.first != race.first ||
        other.extra_count + race.extra_count != 0 || !footprints_[second.footprint].stable)
      return false;
    for (const Cover::Step& step : cover.steps())
      if (step.thread == second.label.thread ||
          footprints_.conflict(step.footprint, second.footprint))
        return false;
    return true;
  }

  // Schedules, from the point before race.first, the events that are independent of the race's
  // first event, and then its second event. If what is explored from there covers that already,
  // nothing is scheduled and the cover is returned.
  Cover reverse(const Race& race, const std::vector<EventIndex>& extra, Label second,
                FootprintId footprint) {
    const std::size_t words = history_.words();
    find_after(race.first);
    copy(after_.data(), words, kept_.data());
    for (std::uint32_t i = 0; i < race.extra_count; ++i)
      history_.add_after(extra[race.extra_begin + i], kept_.data());
    for (std::size_t w = 0; w < words; ++w)
      kept_[w] = ~kept_[w] & range_mask(w, race.first, history_.size());
    const bool stable = footprints_[footprint].stable;
    if (!stable) footprint = footprint_when_reversed(race.first, second);
    Cover cover;
    if (const Sleeper* sleeper = covering_sleeper(race.first, second, footprint)) {
      cover.known = !has_kept(sleeper->label.thread);
      cover.add({sleeper->label.thread, sleeper->footprint});
    } else {
      cover = trees_.insert(points_[race.first].wakeup, {kept_.data(), second, footprint}, history_,
                            footprints_);
    }
    cover.known = cover.known && stable;
    return cover;
  }

  // Kept from call to call, as several races in a row have the same first event.
  void find_after(EventIndex first) {
    if (after_of_ == first) return;
    clear(after_.data(), history_.words());
    history_.add_after(first, after_.data());
    after_of_ = first;
  }

  // A sleeper of that point that makes it needless to schedule the kept events followed by the
  // step: it is a weak initial of them, or settles them.
  const Sleeper* covering_sleeper(EventIndex point, Label second, FootprintId footprint) {
    const bool can_settle = can_be_settled(point, footprint);
    const std::size_t end = points_[point + 1].sleep_begin;
    for (std::size_t i = points_[point].sleep_begin; i < end; ++i) {
      const Sleeper& sleeper = sleepers_[i];
      // The cheaper questions first.
      const bool conflicts = sleeper.label.thread != second.thread &&
                             footprints_.conflict(sleeper.footprint, footprint);
      if (conflicts && !(can_settle && sleeper.settled)) continue;
      if (history_.conflicts_with_any(footprints_[sleeper.footprint], kept_.data())) continue;
      if (conflicts ? !has_kept(sleeper.label.thread) : !goes_another_way(sleeper.label, second))
        return &sleeper;
    }
    return nullptr;
  }

  // Take the kept events, then a step, and a sleeper that conflicts with the step but is
  // independent of the kept events. The sleeper settles this sequence: executions that begin with
  // the sleeper, the kept events and the step have been explored, and in them the race of the
  // sleeper and the step was reversed at the sleeper's own point. That put into the tree the kept
  // events, the step, and perhaps more that is independent of the step; a weak initial of that is
  // one of the present sequence, too. It is still there further down if each step down to here was
  // taken from a branch that had others below it; a leaf keeps nothing.
  //
  // This needs the step to be possible in those executions, too, and to do there what it does here.
  // The same goes for the race's first step: it could be that initial otherwise.
  bool can_be_settled(EventIndex first, FootprintId second) const {
    const Footprint& footprint = footprints_[second];
    return !footprint.guarded && footprint.stable &&
           footprints_[history_.event(first).footprint].stable;
  }

  bool has_kept(ThreadId thread) const {
    return intersects(history_.of_thread(thread), kept_.data(), history_.words());
  }

  // Whether the sleeper's thread is in the sequence, but its first step there has another label.
  bool goes_another_way(Label sleeper, Label second) const {
    ConstRow events = history_.of_thread(sleeper.thread);
    for (std::size_t w = 0; w < history_.words(); ++w)
      if (const std::uint64_t bits = events[w] & kept_[w]; bits != 0) {
        const auto first =
            static_cast<EventIndex>(w * 64 + static_cast<unsigned>(std::countr_zero(bits)));
        return history_.event(first).label != sleeper;
      }
    return sleeper.thread == second.thread && sleeper != second;
  }

  // The step may not be able to go this way in the reversed order; then it goes another.
  FootprintId footprint_when_reversed(EventIndex first, Label& second) {
    return ask_after(kept_, first, [&] { return pending(second); });
  }

  // The model's answer in the state in which, from the point before `first` on, only `events` were
  // taken.
  template <class Ask>
  auto ask_after(const std::vector<std::uint64_t>& events, EventIndex first, Ask ask) {
    const EventIndex end = history_.size();
    for (EventIndex event = end; event > first; --event)
      model_.undo();
    std::size_t kept = 0;
    for_each(events.data(), history_.words(), [&](EventIndex event) {
      const Label label = history_.event(event).label;
      model_.step(label.thread, label.alternative);
      ++kept;
    });
    const auto answer = ask();
    for (; kept > 0; --kept)
      model_.undo();
    for (EventIndex event = first; event < end; ++event) {
      const Label label = history_.event(event).label;
      model_.step(label.thread, label.alternative);
    }
    return answer;
  }

  FootprintId pending(Label& label) {
    if constexpr (ChoosyModel<M>) {
      if (!model_.has_alternative(label.thread, label.alternative)) label.alternative = 0;
      return model_.pending(label.thread, label.alternative);
    } else {
      return model_.pending(label.thread);
    }
  }
};

} // namespace walkcheck::explore
