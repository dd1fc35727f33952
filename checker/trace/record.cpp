// SPDX-License-Identifier: GPL-2.0-only
#include "checker/trace/record.hpp"

#include "checker/trace/last_step.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace walkcheck::trace {

Trace record(machine::Machine& machine, const std::vector<Choice>& schedule, Violation violation,
             const SourceText& text) {
  Trace trace;
  for (const machine::CpuSetup& cpu : machine.setup().cpus)
    trace.cpus.push_back(cpu.name);
  Frames frames(machine);
  const std::size_t start = machine.depth();
  for (const Choice& choice : schedule) {
    if (!can_take(machine, choice))
      throw std::logic_error(
          fmt::format("step {} of a recorded schedule cannot be taken", trace.steps.size() + 1));
    machine.step(thread_of(machine, choice), choice.alternative);
    trace.steps.push_back(last_step(machine, frames, text));
  }
  trace.waiting = deadlock(machine, frames, text);
  trace.frames = frames.all();
  while (machine.depth() > start)
    machine.undo();
  trace.written = machine.written_cells();
  trace.violation = std::move(violation);
  return trace;
}

} // namespace walkcheck::trace
