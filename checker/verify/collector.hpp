// SPDX-License-Identifier: GPL-2.0-only
// What an exploration came across: the shortest counterexample per property, covers, bounds, values
// taken for 0. The explorers' listener; it alone carries results out of the search.
//
// The shortest of all interleavings, and not only of those explored: leaving out what does not
// happen before the step that goes wrong leaves a violating interleaving, with no more switches and
// no more steps. What is left is one order of that step's causal past; each past is met in some
// execution, and of each the order with the fewest switches is taken.
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
#include <utility>
#include <vector>

namespace walkcheck::verify {

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
  std::set<std::string> bounds;                      // what was met, and the remedy
  struct OpaqueValue {                               // what a CPU went by, and where
    std::string cpu, function, place;
    auto operator<=>(const OpaqueValue&) const = default;
  };
  std::set<OpaqueValue> opaque_values;
  bool unpruned = false; // some execution was not cut off by an assumption
  std::uint64_t cut = 0; // executions that were
  // Of all that were not: what is done in one that was cut is done in none of the program.
  std::set<std::string> covered;
  machine::CpuSet touched = 0;                // CPUs that accessed a page-table word
  std::set<std::uint32_t> claimed;            // invariants that came to one of their claims
  std::vector<machine::Machine::Deeds> deeds; // by CPU
  // Walks and claims that were come to: by program and debug index.
  std::set<std::pair<std::uint32_t, std::uint32_t>> came_to;
  bool was_interrupted = false;
};

class Collector {
public:
  struct Options {
    bool first = false; // stop at the first violation
    bool list = false;  // keep every execution
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
  Options options_;
  std::uint64_t executions_ = 0;
  std::vector<std::uint32_t> lengths_; // kept to save the allocation
};

// "mmu.c:3035": where a person looks for what a finding is about; empty where nothing is known.
std::string place_of(const machine::Machine& machine, const machine::Finding& finding);

// The property that a finding breaks, and why and where; nothing for what breaks none.
std::optional<property::Failure> judged(const machine::Machine& machine,
                                        const machine::Finding& finding);

} // namespace walkcheck::verify
