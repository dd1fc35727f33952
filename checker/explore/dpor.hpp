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
//  - nothing is scheduled for a race that the race of a sleeper has settled: see can_be_settled()
//    in dpor_reversals.hpp.
#pragma once

#include "checker/explore/dpor_reversals.hpp"

#include <optional>
#include <stdexcept>
#include <utility>

namespace walkcheck::explore {

// kWords: the length of the rows of events. Most executions fit short rows, and run code that is
// compiled for them; see explore_dpor().
template <Model M, class Listener, std::size_t kWords>
class Dpor final : public Execution, DporReversals<M, kWords> {
  using Reversals = DporReversals<M, kWords>;
  using typename Reversals::Point;
  using typename Reversals::Sleeper;

public:
  Dpor(M& model, Listener& listener, const Limits& limits)
      : Reversals(model, limits), listener_(listener) {
    points_.push_back({0, kNoWakeup, 0, 0});
  }
  // Continues a search in which an execution outgrew its rows.
  template <std::size_t kNarrow>
  explicit Dpor(Dpor<M, Listener, kNarrow>&& narrow)
      : Reversals(std::move(narrow)), listener_(narrow.listener_) {}

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

  using Reversals::covered_;
  using Reversals::find_races;
  using Reversals::footprints_;
  using Reversals::history_;
  using Reversals::limits_;
  using Reversals::model_;
  using Reversals::other_ways_;
  using Reversals::points_;
  using Reversals::races_;
  using Reversals::reverse_races;
  using Reversals::sleepers_;
  using Reversals::summary_;
  using Reversals::trees_;
  using Reversals::unchanged_;
  using Reversals::waiting_;

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
      // The model has to answer for the state before the step.
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

  // Takes the last event back; the point before it is again the last.
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

  // What the event reads decides which ways there are, so they are the same wherever it is taken.
  void note_other_ways(Label label) {
    const std::uint32_t alternatives = model_.alternatives(label.thread);
    if (alternatives == 1) return;
    for (std::uint32_t index = 0; index < alternatives; ++index)
      if (const std::uint32_t way = alternative_of(model_, label.thread, index);
          way != label.alternative)
        other_ways_.push_back({history_.size(), way});
  }

  Listener& listener_;
  bool is_full_ = false;
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
