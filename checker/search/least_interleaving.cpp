// SPDX-License-Identifier: GPL-2.0-only
#include "checker/search/least_interleaving.hpp"

#include "checker/explore/state_store.hpp"
#include "checker/property/deadlock.hpp"

#include <algorithm>
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
  LeastInterleaving(Machine& machine, const std::string& property,
                    const std::atomic<bool>* interrupted)
      : machine_(machine), property_(property), interrupted_(interrupted) {}

  std::optional<Counterexample> run() {
    machine_.begin_search();
    for (bound_ = 0; !found_ && was_cut_ && !is_interrupted(); ++bound_) {
      was_cut_ = false;
      reached_.clear();
      visit(std::nullopt, 0);
    }
    return std::move(found_);
  }

private:
  bool is_interrupted() const { return interrupted_ != nullptr && interrupted_->load(); }

  // Whether a path of this length can lead to a shorter one than the shortest known, or to as short
  // a one that is listed before it.
  bool may_be_least(std::size_t switches, std::size_t steps) const {
    if (!found_) return true;
    return Length{switches, steps} <= Length{found_->switches, found_->schedule.size()};
  }

  // `cpu` is at work, if one has begun.
  void visit(std::optional<machine::CpuId> cpu, std::size_t switches) {
    if (is_interrupted() || is_known(cpu, switches)) return;
    bool ended = true;
    for (ThreadId thread = 0; thread < machine_.threads(); ++thread) {
      if (machine_.status(thread) != CpuStatus::Ready) continue;
      ended = false;
      const bool is_actor = machine_.by_itself(thread);
      const bool takes_over = !is_actor && cpu && *cpu != thread;
      if (switches + (takes_over ? 1 : 0) > bound_) {
        was_cut_ = true;
        continue;
      }
      const unsigned ways = machine_.alternatives(thread);
      for (unsigned way = 0; way < ways; ++way)
        take(thread, machine_.alternative(thread, way), is_actor ? cpu : thread,
             switches + (takes_over ? 1 : 0));
    }
    if (ended) judge_end(switches);
  }

  void take(ThreadId thread, unsigned way, std::optional<machine::CpuId> cpu,
            std::size_t switches) {
    if (!may_be_least(switches, schedule_.size() + 1)) return;
    const Machine::Result result = machine_.step(thread, way);
    schedule_.push_back({machine_.cpu_of(thread), way, machine_.actor_of(thread)});
    bool violates = false;
    for (const machine::Finding& finding : result.findings)
      if (auto failure = property::judge(machine_, finding);
          failure && failure->property == property_ && !violates) {
        violates = true;
        offer(std::move(*failure), switches);
      }
    if (!violates) visit(cpu, switches);
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
    // Numbers change as the tree becomes deeper: then a state is gone on from once more.
    std::vector<Length>& lengths = reached_[store_.enter(numbers_)];
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
  const std::atomic<bool>* interrupted_;
  std::size_t bound_ = 0;
  bool was_cut_ = true; // by the bound
  std::vector<trace::Choice> schedule_;
  std::optional<Counterexample> found_;
  explore::StateStore store_;
  std::unordered_map<explore::StateId, std::vector<Length>> reached_; // asked, never iterated
  std::vector<std::uint32_t> numbers_;
};

} // namespace

std::optional<Counterexample> least_interleaving(Machine& machine, const std::string& property,
                                                 const std::atomic<bool>* interrupted) {
  return LeastInterleaving(machine, property, interrupted).run();
}

} // namespace walkcheck::search
