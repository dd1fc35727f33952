// SPDX-License-Identifier: GPL-2.0-only
#include "checker/search/explore.hpp"

#include "checker/explore/dpor.hpp"
#include "checker/explore/exhaustive.hpp"

#include <optional>

namespace walkcheck::search {
namespace {

explore::Summary run(MachineModel& model, Collector& collector, const Options& options) {
  const explore::Limits limits{.executions = options.max_executions};
  switch (options.engine) {
  case Engine::Dpor: return explore::explore_dpor(model, collector, limits);
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

} // namespace

Explored explore(machine::Machine& machine, const Options& options) {
  // The exhaustive search is the oracle, so nothing is left out of it.
  OwnCells known;
  OwnCells* const own = options.engine == Engine::Exhaustive ? nullptr : &known;
  for (;;) {
    MachineModel model(machine, own);
    Collector collector(machine, model, options);
    try {
      const explore::Summary summary = run(model, collector, options);
      collector.found.was_interrupted = collector.should_stop();
      return {summary, std::move(collector.found)};
    } catch (const machine::ConstantCellWritten&) {
      // The machine is at its start again.
    } catch (const SearchIsVoid&) {
      learn_the_rest(machine, own);
    }
  }
}

} // namespace walkcheck::search
