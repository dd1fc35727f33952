// SPDX-License-Identifier: GPL-2.0-only
// Optimal dynamic partial-order reduction: one maximal execution per Mazurkiewicz trace, and none
// that is sleep-set blocked. Entry point: explore_dpor().
//
// Source: Abdulla, Aronis, Jonsson, Sagonas, "Source Sets: A Foundation for Optimal Dynamic
// Partial Order Reduction", JACM 64(4), 2017, algorithm 2. Where this differs from it:
//  - steps are undone, and races are looked for as each step is taken; they are reversed, as in the
//    paper, when the execution is maximal;
//  - guarded steps: see race.hpp. A thread that is blocked at the end counts as if its step had
//    just been tried;
//  - a step that can go several ways has one label per way. Two labels of one thread conflict, and
//    each way not taken is handled as a reversed race with the way that was: as if the environment
//    had written the choice, earlier or later;
//  - a step whose footprint the shared state decides is run, in the reversed order, for the
//    footprint that it has there;
//  - nothing is scheduled for a race that the race of a sleeper has settled: see can_be_settled().
#pragma once

#include "checker/explore/dpor_state.hpp"
#include "checker/explore/footprint_table.hpp"

#include <algorithm>
#include <bit>
#include <optional>
#include <stdexcept>
#include <utility>

namespace walkcheck::explore {

// kWords: of the rows of events, so that most executions have code of their own; see
// explore_dpor().
template <Model M, class Listener, std::size_t kWords>
class Dpor final : public Execution, DporState {
public:
  Dpor(M& model, Listener& listener, const Limits& limits)
      : DporState(limits), model_(model), listener_(listener), history_(model.threads()),
        footprints_(model) {
    points_.push_back({0, kNoWakeup, 0, 0});
  }
  // Goes on where an execution got longer than rows were.
  template <std::size_t kNarrow>
  explicit Dpor(Dpor<M, Listener, kNarrow>&& narrow)
      : DporState(std::move(narrow)), model_(narrow.model_), listener_(narrow.listener_),
        history_(std::move(narrow.history_)), footprints_(std::move(narrow.footprints_)) {}

  // False: the execution has no room for its next event. Nothing of the search is lost then.
  bool run() {
    while (run_to_end() && finish_execution() && backtrack()) {
    }
    if (is_full_) return false;
    while (history_.size() != 0)
      retract();
    return true;
  }

  const Summary& summary() const { return summary_; }

  std::size_t size() const override { return history_.size(); }
  Label label(std::size_t event) const override {
    return history_.event(static_cast<EventIndex>(event)).label;
  }
  bool happens_before(std::size_t first, std::size_t second) const override {
    return contains(history_.before(static_cast<EventIndex>(second)),
                    static_cast<EventIndex>(first));
  }

private:
  template <Model, class, std::size_t> friend class Dpor;

  bool run_to_end() {
    while (const std::optional<Label> label = next_label()) {
      is_full_ = history_.is_full();
      if (is_full_) return false;
      advance(*label);
      if (listener_.should_stop()) return stop();
    }
    return true;
  }

  bool stop() {
    summary_.outcome = Outcome::Stopped;
    return false;
  }

  std::optional<Label> next_label() {
    Point& point = points_.back();
    if (point.wakeup != kNoWakeup) return trees_.branch(point.wakeup).label;
    // The running thread goes on as long as it can, then the others in order.
    if (history_.size() != 0)
      if (const auto label = label_of(history_.event(history_.size() - 1).label.thread))
        return label;
    const auto threads = static_cast<ThreadId>(model_.threads());
    while (point.done < threads && model_.status(point.done) == ThreadStatus::Done)
      ++point.done;
    for (ThreadId thread = point.done; thread < threads; ++thread)
      if (const auto label = label_of(thread)) return label;
    return std::nullopt;
  }

  std::optional<Label> label_of(ThreadId thread) const {
    if (model_.status(thread) != ThreadStatus::Ready) return std::nullopt;
    const std::uint32_t alternatives = model_.alternatives(thread);
    for (std::uint32_t index = 0; index < alternatives; ++index) {
      const Label label{thread, alternative_of(model_, thread, index)};
      if (!is_asleep(label)) return label;
    }
    return std::nullopt;
  }

  bool is_asleep(Label label) const {
    for (std::size_t i = points_.back().sleep_begin; i < sleepers_.size(); ++i)
      if (sleepers_[i].label == label) return true;
    return false;
  }

  void advance(Label label) {
    Point& point = points_.back();
    WakeupId below = kNoWakeup;
    if (point.wakeup != kNoWakeup) {
      below = trees_.take(point.wakeup).children;
      if (model_.status(label.thread) != ThreadStatus::Ready)
        throw std::logic_error("a wakeup sequence names a thread that cannot run");
    }
    note_other_ways(label);
    point.races_begin = static_cast<std::uint32_t>(races_.races.size());

    auto step = model_.step(label.thread, label.alternative);
    const FootprintId id = step.footprint;
    const Footprint& footprint = footprints_[id];
    const Row conflicting = history_.conflicts(footprint);
    const EventIndex second = history_.size();
    if (footprint.guarded) {
      // The model is asked as of before the step.
      if (footprint.by_model) model_.undo();
      find_races(label.thread, footprint, conflicting, second, races_);
      if (footprint.by_model) step = model_.step(label.thread, label.alternative);
    }
    history_.push(label, id, footprint, conflicting, [&](EventIndex first) {
      if (!footprint.guarded) races_.add(first, second);
    });

    const std::size_t begin = point.sleep_begin;
    const std::size_t end = sleepers_.size();
    points_.push_back({static_cast<std::uint32_t>(end), below, 0, points_.back().done});
    for (std::size_t i = begin; i < end; ++i) {
      Sleeper sleeper = sleepers_[i];
      if (sleeper.label.thread == label.thread || footprints_.conflict(sleeper.footprint, id))
        continue;
      sleeper.settled &= below != kNoWakeup;
      sleepers_.push_back(sleeper);
    }
    ++summary_.steps;
    listener_.on_step(*this, step);
  }

  struct Asked final : ModelGuard {
    Asked(Dpor& searched, ThreadId of) : search(searched), thread(of) {}
    bool holds_without(EventIndex first) override { return search.is_ready_without(first, thread); }
    Dpor& search;
    ThreadId thread;
  };

  // Of the step that the thread takes, or would take, now: the model is where the history ends.
  void find_races(ThreadId thread, const Footprint& footprint, ConstRow conflicting,
                  EventIndex second, Races& races) {
    Asked asked(*this, thread);
    race_finder_.find(history_, thread, footprint, conflicting, second, asked, races);
  }

  bool is_ready_without(EventIndex first, ThreadId thread) {
    const std::size_t words = history_.words();
    require_words(asked_, history_.stride());
    clear(asked_.data(), words);
    history_.add_after(first, asked_.data());
    for (std::size_t w = 0; w < words; ++w)
      asked_[w] = ~asked_[w] & range_mask(w, first, history_.size());
    return ask_after(asked_, first, [&] { return model_.status(thread) == ThreadStatus::Ready; });
  }

  // Takes the last event back; its point is again the last.
  Sleeper retract() {
    const Event& event = history_.event(history_.size() - 1);
    const Sleeper done{event.label, event.footprint, true};
    model_.undo();
    history_.pop(footprints_[done.footprint]);
    while (points_.back().wakeup != kNoWakeup)
      drop(trees_.take(points_.back().wakeup).children);
    sleepers_.erase(sleepers_.begin() + points_.back().sleep_begin, sleepers_.end());
    points_.pop_back();
    races_.truncate(points_.back().races_begin);
    while (!other_ways_.empty() && other_ways_.back().event == history_.size())
      other_ways_.pop_back();
    return done;
  }

  void drop(WakeupId children) {
    while (children != kNoWakeup)
      drop(trees_.take(children).children);
  }

  bool backtrack() {
    while (history_.size() != 0) {
      const Sleeper done = retract();
      if (points_.back().wakeup == kNoWakeup) continue;
      sleepers_.push_back(done);
      covered_ = races_.races.size();
      unchanged_ = history_.size();
      if (summary_.executions < limits_.executions) return true;
      summary_.outcome = Outcome::Limited;
      return false;
    }
    return false;
  }

  bool finish_execution() {
    const auto threads = static_cast<ThreadId>(model_.threads());
    bool asleep = false;
    waiting_.clear();
    for (ThreadId thread = points_.back().done; thread < threads; ++thread) {
      const ThreadStatus status = model_.status(thread);
      asleep |= status == ThreadStatus::Ready;
      if (status == ThreadStatus::Blocked) waiting_.push_back(thread);
    }
    if (asleep) {
      ++summary_.blocked;
    } else {
      summary_.interleavings = ++summary_.executions;
      if (!listener_.on_execution(*this)) return stop();
    }
    reverse_races();
    return true;
  }

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

  // Since the last execution: see cover.hpp.
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

  // Which there are is decided by what the event reads, so it holds wherever the event is taken.
  void note_other_ways(Label label) {
    const std::uint32_t alternatives = model_.alternatives(label.thread);
    if (alternatives == 1) return;
    for (std::uint32_t index = 0; index < alternatives; ++index)
      if (const std::uint32_t way = alternative_of(model_, label.thread, index);
          way != label.alternative)
        other_ways_.push_back({history_.size(), way});
  }

  // Whether what covers a race does so for another with the same first event: what is kept of the
  // execution is then the same, and only the step that comes last is another.
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

  // Schedules, from the point before race.first, what is independent of the race's first event
  // and then its second: unless what is explored from there covers it, which is then returned.
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

  // Several races in a row have the same first event.
  void find_after(EventIndex first) {
    if (after_of_ == first) return;
    clear(after_.data(), history_.words());
    history_.add_after(first, after_.data());
    after_of_ = first;
  }

  // A sleeper of that point because of which nothing has to be scheduled for the kept events
  // followed by the step: it is a weak initial of them, or settles them.
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

  // A sleeper that is independent of the kept events settles them followed by a step that it
  // conflicts with: what begins with the sleeper, them and the step has been explored, and there
  // the race of the sleeper and the step was reversed, at the sleeper's own point. What that put
  // into the tree is the kept events, the step, and perhaps more that is independent of the step:
  // a weak initial of it is one of the present sequence, too. It is still there further down if
  // each step down to here was taken from a branch that had others below it; a leaf keeps nothing.
  //
  // For that the step has to go in those executions, too, and do there what it does here; and so
  // has the race's first step, or it could have been that initial.
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

  // Where the step cannot go that way there, it goes another.
  FootprintId footprint_when_reversed(EventIndex first, Label& second) {
    return ask_after(kept_, first, [&] { return pending(second); });
  }

  // What the model answers where, from the point before `first` on, only the kept events were.
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

  M& model_;
  Listener& listener_;
  History<kWords> history_;
  bool is_full_ = false;
  FootprintTable<M> footprints_;
};

template <Model M, class Listener>
Summary explore_dpor(M& model, Listener& listener, const Limits& limits = {}) {
  Dpor<M, Listener, 1> narrow(model, listener, limits);
  if (narrow.run()) return narrow.summary();
  Dpor<M, Listener, 2> wider(std::move(narrow));
  if (wider.run()) return wider.summary();
  Dpor<M, Listener, kAnyWords> any(std::move(wider));
  any.run();
  return any.summary();
}

} // namespace walkcheck::explore
