// SPDX-License-Identifier: GPL-2.0-only
// What an exploration came across: the shortest counterexample per property, and which bounds were
// met. The explorers' listener; it alone carries results out of the search.
//
// The shortest of all interleavings, and not only of those explored: leaving out what does not
// happen before the step that goes wrong leaves a violating interleaving, with no more switches and
// no more steps. What is left is one order of that step's causal past; each past is met in some
// execution, and of each the order with the fewest switches is taken.
#pragma once

#include "checker/explore/model.hpp"
#include "checker/property/judge.hpp"
#include "checker/search/bound.hpp"
#include "checker/search/machine_model.hpp"
#include "checker/search/options.hpp"
#include "checker/trace/trace.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace walkcheck::search {

// An interleaving whose last step goes wrong, in its easiest-to-read order.
struct Counterexample {
  property::Failure failure;
  std::vector<trace::Choice> schedule;
  std::size_t switches = 0; // times that another CPU goes on
  bool least = true;        // false: some order was only guessed, and might have been shorter
};

// By context switches, then by steps.
std::pair<std::size_t, std::size_t> length_of(const Counterexample& example);

struct Found {
  // Per property, the shortest.
  std::map<std::string, Counterexample, std::less<>> counterexamples;
  std::vector<std::vector<trace::Choice>> schedules; // where they are kept: of each execution
  std::set<Bound> bounds;                            // that executions met
  bool unpruned = false; // some execution was not cut off by an assumption
  std::uint64_t cut = 0; // executions that were
  bool was_interrupted = false;
};

class Collector {
public:
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
  // `step`: which of the last event's steps found it.
  void note(const explore::Execution& execution, property::Failure failure, std::uint32_t step);
  bool note_unfinished(const explore::Execution& execution); // whether an assumption cut it
  void note_end(const explore::Execution& execution, property::Failure failure);
  // Keeps what leads to the failure where it is shorter than what is known.
  void offer(const explore::Execution& execution, property::Failure failure,
             const std::vector<std::uint32_t>& lengths);
  void keep_schedule(const explore::Execution& execution);

  machine::Machine& machine_;
  const MachineModel& model_;
  const Options& options_;
  std::uint64_t executions_ = 0;
  std::vector<std::uint32_t> lengths_; // kept to save the allocation
};

} // namespace walkcheck::search
