// SPDX-License-Identifier: GPL-2.0-only
#include "checker/search/explore.hpp"

#include "checker/explore/dpor.hpp"
#include "checker/explore/exhaustive.hpp"
#include "checker/explore/states.hpp"
#include "checker/property/built_in.hpp"
#include "checker/search/bystanders.hpp"
#include "checker/search/least_interleaving.hpp"

#include <optional>
#include <utility>

namespace walkcheck::search {
namespace {

// What the state engine tells of more than its steps.
class StateListener {
public:
  StateListener(Collector& collector, machine::Machine& machine, const Options& options)
      : collector_(collector), machine_(machine), options_(options) {}

  void on_step(const explore::Execution& execution, const MachineModel::Step& step) {
    collector_.on_step(execution, step);
    if (++steps_ % kProgressEvery == 0 && options_.progress)
      options_.progress(steps_, "steps between states");
  }
  bool should_stop() const { return collector_.should_stop(); }
  bool on_execution(const explore::Execution& execution) {
    const std::uint64_t cut = collector_.found.cut;
    const bool go_on = collector_.on_execution(execution);
    is_uncut_ = collector_.found.cut == cut;
    return go_on;
  }
  bool is_uncut() const { return is_uncut_; }
  // What was done on the way here is done in an execution of the program.
  void on_met_again() { machine_.count_execution(); }

private:
  static constexpr std::uint64_t kProgressEvery = 1U << 14;

  Collector& collector_;
  machine::Machine& machine_;
  const Options& options_;
  std::uint64_t steps_ = 0;
  bool is_uncut_ = true;
};

explore::Summary run_states(MachineModel& model, Collector& collector, machine::Machine& machine,
                            const Options& options) {
  StateListener listener(collector, machine, options);
  return explore::explore_states(model, listener, {.bytes = options.memory_limit});
}

// The search went by paths, of which the shortest is not known.
void shorten(machine::Machine& machine, const Options& options, Found& found) {
  found.cut = 0; // ends, where executions are meant
  for (auto& [property, example] : found.counterexamples)
    if (auto least = least_interleaving(machine, property, options))
      example = std::move(*least);
    else
      example.least = false;
}

explore::Summary run(MachineModel& model, Collector& collector, machine::Machine& machine,
                     const Options& options) {
  const explore::Limits limits{.executions = options.max_executions};
  switch (options.engine) {
  case Engine::Auto: // see explore()
  case Engine::Dpor: return explore::explore_dpor(model, collector, limits);
  case Engine::States: return run_states(model, collector, machine, options);
  case Engine::Exhaustive: return explore::explore_exhaustive(model, collector, limits);
  }
  return {};
}

// A thread that has begun goes on as long as it can, then the next one.
std::optional<machine::ThreadId> next_ready(const machine::Machine& machine,
                                            machine::ThreadId last) {
  for (machine::ThreadId i = 0; i < machine.threads(); ++i)
    if (const machine::ThreadId thread = (last + i) % machine.threads();
        machine.status(thread) == machine::CpuStatus::Ready)
      return thread;
  return std::nullopt;
}

// Runs the execution to its end for what else it shows, then undoes it all.
void learn_the_rest(machine::Machine& machine, OwnCells* own) {
  try {
    for (auto cpu = next_ready(machine, 0); cpu; cpu = next_ready(machine, *cpu)) {
      const machine::HeldId held = machine.held(*cpu);
      const machine::FootprintId footprint = machine.step(*cpu, 0).footprint;
      if (own != nullptr) own->note(machine, *cpu, held, footprint);
    }
  } catch (const machine::ConstantCellWritten&) {
    // The machine is at its start already.
  }
  while (machine.depth() > 0)
    machine.undo();
}

Explored explore_by(machine::Machine& machine, const Options& options) {
  // The exhaustive search is the oracle, so nothing is left out of it.
  OwnCells known;
  OwnCells* const own = options.engine == Engine::Exhaustive ? nullptr : &known;
  for (;;) {
    MachineModel model(machine, own);
    Collector collector(machine, model, options);
    try {
      const explore::Summary summary = run(model, collector, machine, options);
      if (options.engine == Engine::States) shorten(machine, options, collector.found);
      collector.found.was_interrupted = collector.should_stop();
      return {summary, std::move(collector.found), {}};
    } catch (const machine::ConstantCellWritten&) {
      // The machine is at its start again.
    } catch (const SearchIsVoid&) {
      learn_the_rest(machine, own);
    }
  }
}

// Of each property the shorter one.
void keep_shorter(Found& all, const Found& part) {
  for (const auto& [property, example] : part.counterexamples) {
    const auto [known, is_new] = all.counterexamples.try_emplace(property, example);
    const bool least = example.least && known->second.least;
    if (!is_new && std::pair(length_of(example), example.schedule) <
                       std::pair(length_of(known->second), known->second.schedule))
      known->second = example;
    known->second.least = least;
  }
}

// Where a search is given up for another, what it found stays found.
Explored go_on_by(machine::Machine& machine, const Options& by, const Explored& before) {
  Explored explored = explore_by(machine, by);
  if (explored.summary.outcome == explore::Outcome::Complete) return explored;
  keep_shorter(explored.found, before.found);
  for (auto& [property, example] : explored.found.counterexamples)
    example.least = false;
  return explored;
}

Explored explore_system(machine::Machine& machine, const Options& options) {
  Options by = options;
  const bool is_counted =
      options.counts_executions || options.list || options.max_executions <= kManyExecutions;
  if (options.engine != Engine::Auto || is_counted) return explore_by(machine, by);
  by.max_executions = kManyExecutions;
  const Explored few = explore_by(machine, by);
  if (few.summary.outcome != explore::Outcome::Limited) return few;
  by.engine = Engine::States;
  const Explored states = go_on_by(machine, by, few);
  if (states.summary.outcome != explore::Outcome::Limited) return states;
  by.engine = Engine::Dpor;
  by.max_executions = options.max_executions;
  return go_on_by(machine, by, states);
}

// Nothing if some CPU turned out to be no bystander, or if there is a deadlock: that is one only
// when all CPUs have come to where they can go no further, and its trace has all of them.
std::optional<Explored> explore_each_alone(machine::Machine& machine, const Options& options) {
  const std::vector<machine::CpuId> bystanders = find_bystanders(machine);
  if (bystanders.empty()) return std::nullopt;
  const std::size_t fair = machine.fair_locks();
  Explored total;
  bool are_bystanders = true;
  for (const machine::CpuId cpu : bystanders) {
    machine.leave_out(others(bystanders, cpu));
    const Explored part = explore_system(machine, options);
    add(total, part);
    keep_shorter(total.found, part.found);
    are_bystanders =
        are_bystanders && machine.is_bystander(cpu) &&
        !total.found.counterexamples.contains(property::name_of(property::BuiltIn::NoDeadlock));
    const bool go_on = total.summary.outcome == explore::Outcome::Complete && are_bystanders;
    if (!go_on) break;
  }
  machine.leave_out(0);
  // A lock that one system has shown to be fair was not so in those before it.
  are_bystanders = are_bystanders && machine.fair_locks() == fair;
  const bool is_stopped = is_interrupted(options) && !total.found.counterexamples.empty();
  if (!are_bystanders && !is_stopped) return std::nullopt;
  // What was found until then is true; but for a deadlock, it is one of all CPUs as it is.
  total.found.counterexamples.erase(property::name_of(property::BuiltIn::NoDeadlock));
  for (const machine::CpuId cpu : bystanders)
    total.alone.push_back(machine.setup().cpus[cpu].name);
  return total;
}

} // namespace

void add(Explored& total, const Explored& part) {
  total.summary.executions += part.summary.executions;
  total.summary.blocked += part.summary.blocked;
  total.summary.steps += part.summary.steps;
  total.summary.states += part.summary.states;
  if (total.summary.outcome == explore::Outcome::Complete)
    total.summary.outcome = part.summary.outcome;
  total.found.bounds.insert(part.found.bounds.begin(), part.found.bounds.end());
  total.found.unpruned |= part.found.unpruned;
  total.found.cut += part.found.cut;
  total.found.was_interrupted |= part.found.was_interrupted;
}

Explored explore(machine::Machine& machine, const Options& options) {
  const bool is_reduced = !options.all_cpus && !options.counts_executions && !options.list &&
                          options.max_executions == UINT64_MAX &&
                          options.engine != Engine::Exhaustive;
  if (is_reduced && may_leave_out(machine))
    if (auto explored = explore_each_alone(machine, options)) return *std::move(explored);
  return explore_system(machine, options);
}

} // namespace walkcheck::search
