// SPDX-License-Identifier: GPL-2.0-only
// The explorers' listener. It collects the shortest counterexample per property and the bounds that
// were met; nothing else carries results out of the search.
//
// A counterexample is the shortest of all interleavings, not only of those explored. Take any
// violating interleaving and leave out what does not happen before the step that goes wrong: it
// still violates, with no more switches and no more steps. What is left is one order of that step's
// causal past. Each such past is met in some execution, and for each the order with the fewest
// switches is taken.
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
  std::size_t switches = 0; // how often another CPU takes over
  bool least = true;        // false: some order was only guessed, and there may be a shorter one
};

// By context switches, then by steps.
std::pair<std::size_t, std::size_t> length_of(const Counterexample& example);

struct Found {
  // Per property, the shortest.
  std::map<std::string, Counterexample, std::less<>> counterexamples;
  std::vector<std::vector<trace::Choice>> schedules; // of each execution, if Options::list
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
  bool should_stop() const { return is_interrupted(options_); }

  Found found;

private:
  void note(const explore::Execution& execution, const MachineModel::Step& step);
  std::optional<property::Failure> failure_of(const machine::Finding& finding);
  // `step`: which of the last event's steps made the finding.
  void note(const explore::Execution& execution, property::Failure failure, std::uint32_t step);
  bool note_unfinished(const explore::Execution& execution); // returns whether an assumption cut it
  void note_end(const explore::Execution& execution, property::Failure failure);
  // Keeps the interleaving that leads to the failure if it is shorter than the one known.
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
