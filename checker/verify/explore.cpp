// SPDX-License-Identifier: GPL-2.0-only
#include "checker/verify/explore.hpp"

#include "checker/explore/dpor.hpp"
#include "checker/explore/exhaustive.hpp"

namespace walkcheck::verify {
namespace {

explore::Summary run(MachineModel& model, Collector& collector, const Options& options) {
  const explore::Limits limits{.executions = options.max_executions};
  switch (options.engine) {
  case Engine::Dpor: return explore::explore_dpor(model, collector, limits);
  case Engine::Exhaustive: return explore::explore_exhaustive(model, collector, limits);
  }
  return {};
}

} // namespace

Explored explore(machine::Machine& machine, const Options& options) {
  const Collector::Options collecting{options.first, options.list, options.interrupted,
                                      options.progress};
  OwnCells own;
  for (;;) {
    own.begin_search();
    MachineModel model(machine, &own);
    Collector collector(machine, model, collecting);
    try {
      const explore::Summary summary = run(model, collector, options);
      collector.found.was_interrupted = collector.should_stop();
      for (std::uint32_t i = 0; i < machine.setup().invariants.size(); ++i)
        if (machine.has_claimed(i)) collector.found.claimed.insert(i);
      for (machine::CpuId cpu = 0; cpu < machine.cpus(); ++cpu)
        if (machine.touched_tables(cpu)) collector.found.touched |= machine::bit(cpu);
      return {summary, std::move(collector.found)};
    } catch (const machine::ConstantCellWritten&) {
      // The machine is at its start again and remembers the word: each restart knows one more.
    } catch (const CellBecameShared&) {
      while (machine.depth() > 0)
        machine.undo();
    }
  }
}

} // namespace walkcheck::verify
