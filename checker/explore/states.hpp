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
//   bool is_uncut();      asked behind on_execution(): whether no false assumption cut this end
//   void on_met_again();  the present execution leads to a state from which there is such an end
template <StatefulModel M, class Listener> class States final : public Execution {
public:
  States(M& model, Listener& listener, const Limits& limits)
      : model_(model), listener_(listener), limits_(limits) {}

  Summary run() {
    bool go_on = arrive();
    while (go_on && !frames_.empty())
      go_on = choose() ? take() : leave();
    for (; !labels_.empty(); labels_.pop_back())
      model_.undo();
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

  // A state on the present path, and which of its steps comes next.
  struct Frame {
    StateId state;
    std::uint32_t then; // how often the tree had become deeper
    ThreadId thread = 0;
    std::uint32_t way = 0, ways = 0; // 0: of this thread, it was not asked yet
    bool has_step = false;
    bool has_end = false; // an uncut end can be reached
  };

  // The model has come to a state. False: stop.
  bool arrive() {
    words_.clear();
    model_.state(words_);
    const StateId state = store_.enter(words_);
    const std::uint8_t known = store_.flags(state);
    if ((known & kMet) != 0) return meet_again(known);
    if (store_.bytes() > limits_.bytes) return limit();
    store_.flags(state) = kMet;
    ++summary_.states;
    frames_.push_back({state, store_.times_deepened()});
    return true;
  }

  bool meet_again(std::uint8_t known) {
    if ((known & kLeft) == 0) throw std::logic_error("a state leads back to itself");
    const bool has_end = (known & kHasEnd) != 0;
    if (has_end) listener_.on_met_again();
    go_back(has_end);
    return true;
  }

  // Whether the last state of the path has a step that was not taken yet; that is the next one.
  bool choose() {
    Frame& at = frames_.back();
    for (; at.thread < model_.threads(); ++at.thread, at.way = at.ways = 0) {
      if (at.ways == 0 && model_.status(at.thread) == ThreadStatus::Ready)
        at.ways = model_.alternatives(at.thread);
      at.has_step |= at.ways != 0;
      if (at.way < at.ways) return true;
    }
    return false;
  }

  bool take() {
    Frame& at = frames_.back();
    const Label label{at.thread, alternative_of(model_, at.thread, at.way++)};
    const auto step = model_.step(label.thread, label.alternative);
    labels_.push_back(label);
    ++summary_.steps;
    listener_.on_step(*this, step);
    return listener_.should_stop() ? stop() : arrive();
  }

  // All of its steps have been taken.
  bool leave() {
    const Frame at = frames_.back();
    bool go_on = true;
    bool has_end = at.has_end;
    if (!at.has_step) {
      go_on = listener_.on_execution(*this) || stop();
      has_end = listener_.is_uncut();
    }
    store_.flags(store_.renumbered(at.state, at.then)) |=
        static_cast<std::uint8_t>(kLeft | (has_end ? kHasEnd : 0));
    frames_.pop_back();
    if (!frames_.empty()) go_back(has_end);
    return go_on;
  }

  // To the last state of the path, from where a step of it led.
  void go_back(bool has_end) {
    frames_.back().has_end |= has_end;
    model_.undo();
    labels_.pop_back();
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
  std::vector<Frame> frames_;
  std::vector<Label> labels_; // one fewer, or as many where a step was just taken
  std::vector<std::uint32_t> words_;
};

template <StatefulModel M, class Listener>
Summary explore_states(M& model, Listener& listener, const Limits& limits = {}) {
  return States<M, Listener>(model, listener, limits).run();
}

} // namespace walkcheck::explore
