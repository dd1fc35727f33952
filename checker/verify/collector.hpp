// SPDX-License-Identifier: GPL-2.0-only
// What an exploration came across: the best counterexample per property, covers, bounds, values
// taken for 0. The explorers' listener; it alone carries results out of the search.
#pragma once

#include "checker/explore/model.hpp"
#include "checker/property/built_in.hpp"
#include "checker/trace/trace.hpp"
#include "checker/verify/machine_model.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace walkcheck::verify {

// The causal past of what went wrong: its events in the order of the execution, and which of them
// happen before which.
struct Counterexample {
  property::Failure failure;
  std::size_t past = 0; // in the explorer's events
  std::vector<trace::Choice> events;
  std::vector<std::vector<bool>> before; // before[second][first]
  std::vector<std::size_t> targets;      // what went wrong, as indices in `events`
};

struct Found {
  // Per property, the counterexample with the smallest causal past, the first found on ties.
  std::map<std::string, Counterexample, std::less<>> counterexamples;
  std::set<std::string> covered;
  std::set<std::string> bounds;                                // what was met, and the remedy
  std::set<std::pair<std::string, std::string>> opaque_values; // CPU and function
  std::uint32_t touched = 0;       // CPUs that accessed a page-table word, as bits
  std::set<std::uint32_t> claimed; // invariants that came to one of their claims
  bool unpruned = false;           // some execution was not cut off by an assumption
  bool was_interrupted = false;
};

class Collector {
public:
  struct Options {
    bool first = false; // stop at the first violation
    const std::atomic<bool>* interrupted = nullptr;
    std::function<void(std::uint64_t executions)> progress; // now and then
  };

  Collector(machine::Machine& machine, const MachineModel& model, const Options& options)
      : machine_(machine), model_(model), options_(options) {}

  void on_step(const explore::Execution& execution, const MachineModel::Step& step) {
    if (!step.findings.empty()) note(execution, step);
  }
  bool on_execution(const explore::Execution& execution);
  bool should_stop() const {
    return options_.interrupted != nullptr && options_.interrupted->load(std::memory_order_relaxed);
  }

  Found found;

private:
  void note(const explore::Execution& execution, const MachineModel::Step& step);
  std::optional<property::Failure> failure_of(const machine::Finding& finding);
  // `step`: which of the event's steps found it.
  void note(const explore::Execution& execution, property::Failure failure, std::uint32_t step);
  void note_end(const explore::Execution& execution, property::Failure failure);
  // `last_steps`: how many steps of the past's last event belong to it.
  Counterexample& keep(const explore::Execution& execution, property::Failure failure,
                       const std::vector<std::size_t>& past, std::uint32_t last_steps);
  bool is_better(std::string_view property, std::size_t past) const;

  machine::Machine& machine_;
  const MachineModel& model_;
  Options options_;
  std::uint64_t executions_ = 0;
};

// "mmu.c:3035": where a person looks for what a finding is about; empty where nothing is known.
std::string place_of(const machine::Machine& machine, const machine::Finding& finding);

// The property that a finding breaks, and why and where; nothing for what breaks none.
std::optional<property::Failure> judged(const machine::Machine& machine,
                                        const machine::Finding& finding);

} // namespace walkcheck::verify
