// SPDX-License-Identifier: GPL-2.0-only
// The oracle: a plain depth-first search over all interleavings, against which the reduction is
// tested. It shares nothing with the DPOR engine but the model and the definition of a conflict.
// Entry point: explore_exhaustive(). Memory grows with the number of traces, as each is kept with
// its whole happens-before relation to tell it from the others.
#pragma once

#include "checker/explore/model.hpp"
#include "checker/explore/trace_key.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace walkcheck::explore {

template <Model M, class Listener> class Exhaustive final : public Execution {
public:
  Exhaustive(M& model, Listener& listener, const Limits& limits)
      : model_(model), listener_(listener), limits_(limits) {}

  Summary run() {
    visit();
    return summary_;
  }

  // The traces seen, each as the clocks of all its events.
  const std::set<std::string>& traces() const { return traces_; }

  std::size_t size() const override { return events_.size(); }
  Label label(std::size_t event) const override { return events_[event].label; }
  bool happens_before(std::size_t first, std::size_t second) const override {
    const Label label = events_[first].label;
    return events_[second].clock[label.thread] >= events_[first].clock[label.thread];
  }

private:
  struct Event {
    Label label;
    FootprintId footprint;
    std::vector<std::uint32_t>
        clock; // per thread: how many of its events happen before, or are, this
  };

  // False: stop.
  bool visit() {
    bool maximal = true;
    for (ThreadId thread = 0; thread < model_.threads(); ++thread) {
      if (model_.status(thread) != ThreadStatus::Ready) continue;
      maximal = false;
      const std::uint32_t alternatives = model_.alternatives(thread);
      for (std::uint32_t way = 0; way < alternatives; ++way)
        if (!take({thread, alternative_of(model_, thread, way)})) return false;
    }
    return !maximal || finish_execution();
  }

  bool take(Label label) {
    if (summary_.interleavings >= limits_.executions) {
      summary_.outcome = Outcome::Limited;
      return false;
    }
    const auto step = model_.step(label.thread, label.alternative);
    events_.push_back({label, step.footprint, clock_of(label, step.footprint)});
    ++summary_.steps;
    listener_.on_step(*this, step);
    const bool go_on = listener_.should_stop() ? stop() : visit();
    model_.undo();
    events_.pop_back();
    return go_on;
  }

  std::vector<std::uint32_t> clock_of(Label label, FootprintId footprint) const {
    std::vector<std::uint32_t> clock(model_.threads(), 0);
    for (const Event& earlier : events_)
      if (earlier.label.thread == label.thread ||
          conflicts(model_.footprint(earlier.footprint), model_.footprint(footprint)))
        for (std::size_t t = 0; t < clock.size(); ++t)
          clock[t] = std::max(clock[t], earlier.clock[t]);
    ++clock[label.thread];
    return clock;
  }

  bool finish_execution() {
    ++summary_.interleavings;
    if (!traces_.insert(trace_key()).second) return true;
    ++summary_.executions;
    return listener_.on_execution(*this) || stop();
  }

  bool stop() {
    summary_.outcome = Outcome::Stopped;
    return false;
  }

  std::string trace_key() const { return explore::trace_key(*this, model_.threads()); }

  M& model_;
  Listener& listener_;
  Limits limits_;
  Summary summary_;
  std::vector<Event> events_;
  std::set<std::string> traces_;
};

template <Model M, class Listener>
Summary explore_exhaustive(M& model, Listener& listener, const Limits& limits = {}) {
  return Exhaustive<M, Listener>(model, listener, limits).run();
}

} // namespace walkcheck::explore
