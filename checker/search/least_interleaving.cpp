// SPDX-License-Identifier: GPL-2.0-only
#include "checker/search/least_interleaving.hpp"

#include "checker/explore/state_store.hpp"
#include "checker/property/deadlock.hpp"
#include "checker/trace/canonical.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <utility>
#include <vector>

namespace walkcheck::search {
namespace {

using machine::CpuStatus;
using machine::Machine;
using machine::ThreadId;

// By switches, then by steps.
using Length = std::pair<std::size_t, std::size_t>;

class LeastInterleaving {
public:
  LeastInterleaving(Machine& machine, const std::string& property, const Options& options)
      : machine_(machine), property_(property), options_(options) {}

  std::optional<Counterexample> run() {
    machine_.begin_search();
    for (bound_ = 0; !found_ && was_cut_ && !is_stopped(); ++bound_) {
      was_cut_ = false;
      reached_.clear();
      search();
    }
    if (!found_) return std::nullopt;
    found_->least = !is_stopped();
    in_canonical_order();
    return std::move(found_);
  }

private:
  bool is_stopped() const {
    return is_interrupted(options_) || store_.bytes() > options_.memory_limit;
  }

  // Of the orders that come to the same, the one that is the easiest to read.
  void in_canonical_order() {
    std::vector<trace::Choice> schedule = found_->schedule;
    std::vector<explore::Footprint> footprints;
    std::vector<std::vector<bool>> before; // [event][earlier event]
    for (const trace::Choice& choice : schedule) {
      const ThreadId thread = machine_.thread_of(choice.cpu, choice.actor);
      footprints.push_back(machine_.footprint(machine_.step(thread, choice.alternative).footprint));
      std::vector<bool> past(schedule.size());
      for (std::size_t i = 0; i + 1 < footprints.size(); ++i)
        if (!past[i] && (is_of_one(schedule[i], choice) ||
                         explore::conflicts(footprints[i], footprints.back()))) {
          past[i] = true;
          for (std::size_t j = 0; j < i; ++j)
            past[j] = past[j] || before[i][j];
        }
      before.push_back(std::move(past));
    }
    while (machine_.depth() > 0)
      machine_.undo();
    std::vector<std::size_t> events(schedule.size());
    std::iota(events.begin(), events.end(), std::size_t{0});
    const auto order = trace::canonical(
        events,
        [&](std::size_t event) {
          return trace::Who{schedule[event].cpu, schedule[event].actor};
        },
        [&](std::size_t first, std::size_t second) {
          return first == second || (first < second && before[second][first]);
        },
        {});
    if (!order || !order->fewest) return;
    for (std::size_t i = 0; i < events.size(); ++i)
      found_->schedule[i] = schedule[order->order[i]];
  }

  static bool is_of_one(const trace::Choice& one, const trace::Choice& other) {
    return one.cpu == other.cpu && one.actor == other.actor;
  }

  // Whether a path of this length can lead to a shorter one than the shortest known, or to as short
  // a one that is listed before it.
  bool may_be_least(std::size_t switches, std::size_t steps) const {
    if (!found_) return true;
    return Length{switches, steps} <= Length{found_->switches, found_->schedule.size()};
  }

  // A state on the present path, and which of its steps comes next.
  struct Frame {
    std::optional<machine::CpuId> cpu; // is at work, if one has begun
    std::size_t switches;
    ThreadId thread = 0;
    unsigned way = 0, ways = 0; // 0: of this thread, it was not asked yet
    bool has_step = false;
  };

  void search() {
    arrive(std::nullopt, 0);
    while (!frames_.empty() && !is_stopped())
      if (choose()) {
        take();
      } else {
        if (!frames_.back().has_step) judge_end(frames_.back().switches);
        frames_.pop_back();
        if (!frames_.empty()) go_back();
      }
    for (; !schedule_.empty(); schedule_.pop_back())
      machine_.undo();
    frames_.clear();
  }

  // Whether the state is gone on from.
  bool arrive(std::optional<machine::CpuId> cpu, std::size_t switches) {
    if (is_known(cpu, switches)) return false;
    frames_.push_back({cpu, switches});
    return true;
  }

  // Whether the last state of the path has a step that was not taken yet and may be taken; that is
  // the next one.
  bool choose() {
    Frame& at = frames_.back();
    for (; at.thread < machine_.threads(); ++at.thread, at.way = at.ways = 0) {
      if (at.ways == 0) {
        if (machine_.status(at.thread) != CpuStatus::Ready) continue;
        at.has_step = true;
        at.ways = machine_.alternatives(at.thread);
      }
      if (switches_behind(at) > bound_) {
        was_cut_ = true;
        continue;
      }
      if (at.way < at.ways) return true;
    }
    return false;
  }

  std::size_t switches_behind(const Frame& at) const {
    const bool takes_over = !machine_.by_itself(at.thread) && at.cpu && *at.cpu != at.thread;
    return at.switches + (takes_over ? 1 : 0);
  }

  void take() {
    Frame& at = frames_.back();
    const std::size_t switches = switches_behind(at);
    const unsigned way = machine_.alternative(at.thread, at.way++);
    if (!may_be_least(switches, schedule_.size() + 1)) return;
    const ThreadId thread = at.thread;
    const auto cpu = machine_.by_itself(thread) ? at.cpu : std::optional(thread);
    const Machine::Result result = machine_.step(thread, way);
    schedule_.push_back({machine_.cpu_of(thread), way, machine_.actor_of(thread)});
    bool violates = false;
    for (const machine::Finding& finding : result.findings)
      if (auto failure = property::judge(machine_, finding);
          failure && failure->property == property_ && !violates) {
        violates = true;
        offer(std::move(*failure), switches);
      }
    if (violates || !arrive(cpu, switches)) go_back();
  }

  void go_back() {
    schedule_.pop_back();
    machine_.undo();
  }

  void judge_end(std::size_t switches) {
    if (machine_.have_all_finished()) {
      for (const machine::Finding& finding : machine_.at_end())
        if (auto failure = property::judge(machine_, finding);
            failure && failure->property == property_)
          offer(std::move(*failure), switches);
    } else if (auto failure = property::judge_end(machine_);
               failure && failure->property == property_ && is_anybody_blocked()) {
      offer(std::move(*failure), switches);
    }
  }

  bool is_anybody_blocked() const {
    for (ThreadId cpu = 0; cpu < machine_.cpus(); ++cpu)
      if (machine_.status(cpu) == CpuStatus::Blocked) return true;
    return false;
  }

  void offer(property::Failure failure, std::size_t switches) {
    if (!found_ ||
        std::pair(Length{switches, schedule_.size()}, schedule_) <
            std::pair(Length{found_->switches, found_->schedule.size()}, found_->schedule))
      found_ = Counterexample{std::move(failure), schedule_, switches, true};
  }

  // Whether the state was gone on from before, with the same CPU at work and by no longer path.
  bool is_known(std::optional<machine::CpuId> cpu, std::size_t switches) {
    numbers_.clear();
    numbers_.push_back(cpu ? *cpu + 1 : 0);
    machine_.state(numbers_);
    const Length now{switches, schedule_.size()};
    const explore::StateId state = store_.enter(numbers_);
    // As the tree becomes deeper states have other numbers: each is gone on from once more.
    if (std::exchange(deepened_, store_.times_deepened()) != store_.times_deepened())
      reached_.clear();
    std::vector<Length>& lengths = reached_[state];
    const auto covers = [](const Length& one, const Length& other) {
      return one.first <= other.first && one.second <= other.second;
    };
    if (std::ranges::any_of(lengths, [&](const Length& known) { return covers(known, now); }))
      return true;
    std::erase_if(lengths, [&](const Length& known) { return covers(now, known); });
    lengths.push_back(now);
    return false;
  }

  Machine& machine_;
  const std::string& property_;
  const Options& options_;
  std::uint32_t deepened_ = 0;
  std::size_t bound_ = 0;
  bool was_cut_ = true; // by the bound
  std::vector<Frame> frames_;
  std::vector<trace::Choice> schedule_;
  std::optional<Counterexample> found_;
  explore::StateStore store_;
  std::unordered_map<explore::StateId, std::vector<Length>> reached_; // asked, never iterated
  std::vector<std::uint32_t> numbers_;
};

} // namespace

std::optional<Counterexample> least_interleaving(Machine& machine, const std::string& property,
                                                 const Options& options) {
  return LeastInterleaving(machine, property, options).run();
}

} // namespace walkcheck::search
