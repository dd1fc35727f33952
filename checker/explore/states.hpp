// SPDX-License-Identifier: GPL-2.0-only
// The explicit-state engine: a depth-first search over the graph of states, in which each state is
// left once by each step that it has. Entry point: explore_states().
//
// It finds every step from every state that can be reached, so every finding of a step, and every
// end. It counts states and steps, and knows nothing of executions. States are stored whole: two
// that differ are never taken for one. The graph has no cycle, as the rounds of each loop are part
// of a state; one would be an error of the model, and is reported as that.
#pragma once

#include "checker/explore/model.hpp"
#include "checker/explore/state_store.hpp"

#include <stdexcept>
#include <vector>

namespace walkcheck::explore {

// state() gives the present state as words: equal for equal states, and only for them. Later rows
// may be longer; what is missing in a shorter one counts as zeros.
template <class M>
concept StatefulModel = Model<M> && requires(M model, std::vector<std::uint32_t>& words) {
  {model.state(words)};
};

// A listener has, beyond what model.hpp asks for:
//   bool is_uncut();    asked behind on_execution(): whether this end is one of the program, which
//   no
//                       false assumption cut
//   void on_met_again() the present execution leads to a state from which there is such an end
template <StatefulModel M, class Listener> class States final : public Execution {
public:
  States(M& model, Listener& listener, const Limits& limits)
      : model_(model), listener_(listener), limits_(limits) {}

  Summary run() {
    visit();
    return summary_;
  }

  std::size_t size() const override { return labels_.size(); }
  Label label(std::size_t event) const override { return labels_[event]; }
  // Nothing is known of independence here: the order is that of the path.
  bool happens_before(std::size_t first, std::size_t second) const override {
    return first <= second;
  }

private:
  static constexpr std::uint8_t kMet = 1, kLeft = 2, kHasEnd = 4;

  // Whether the search goes on, and whether an uncut end can be reached.
  struct Visit {
    bool go_on = true;
    bool has_end = false;
  };

  StateId enter() {
    words_.clear();
    model_.state(words_);
    return store_.enter(words_);
  }

  Visit visit() {
    const StateId state = enter();
    const std::uint32_t then = store_.times_deepened();
    const std::uint8_t known = store_.flags(state);
    if ((known & kMet) != 0) return met_again(known);
    if (store_.bytes() > limits_.bytes) return {limit(), false};
    store_.flags(state) = kMet;
    ++summary_.states;
    const Visit visit = leave();
    store_.flags(store_.renumbered(state, then)) |=
        static_cast<std::uint8_t>(kLeft | (visit.has_end ? kHasEnd : 0));
    return visit;
  }

  Visit met_again(std::uint8_t known) {
    if ((known & kLeft) == 0) throw std::logic_error("a state leads back to itself");
    const bool has_end = (known & kHasEnd) != 0;
    if (has_end) listener_.on_met_again();
    return {true, has_end};
  }

  Visit leave() {
    Visit all;
    bool maximal = true;
    for (ThreadId thread = 0; thread < model_.threads() && all.go_on; ++thread) {
      if (model_.status(thread) != ThreadStatus::Ready) continue;
      maximal = false;
      const std::uint32_t alternatives = model_.alternatives(thread);
      for (std::uint32_t way = 0; way < alternatives && all.go_on; ++way) {
        const Visit next = take({thread, alternative_of(model_, thread, way)});
        all.go_on = next.go_on;
        all.has_end |= next.has_end;
      }
    }
    if (!maximal) return all;
    const bool go_on = listener_.on_execution(*this) || stop();
    return {go_on, listener_.is_uncut()};
  }

  Visit take(Label label) {
    const auto step = model_.step(label.thread, label.alternative);
    labels_.push_back(label);
    ++summary_.steps;
    listener_.on_step(*this, step);
    const Visit next = listener_.should_stop() ? Visit{stop(), false} : visit();
    model_.undo();
    labels_.pop_back();
    return next;
  }

  bool limit() {
    summary_.outcome = Outcome::Limited;
    return false;
  }

  bool stop() {
    summary_.outcome = Outcome::Stopped;
    return false;
  }

  M& model_;
  Listener& listener_;
  Limits limits_;
  Summary summary_;
  StateStore store_;
  std::vector<Label> labels_;
  std::vector<std::uint32_t> words_;
};

template <StatefulModel M, class Listener>
Summary explore_states(M& model, Listener& listener, const Limits& limits = {}) {
  return States<M, Listener>(model, listener, limits).run();
}

} // namespace walkcheck::explore
