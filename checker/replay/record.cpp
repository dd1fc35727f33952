// SPDX-License-Identifier: GPL-2.0-only
#include "checker/replay/record.hpp"

#include "checker/trace/last_step.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace walkcheck::replay {

trace::Trace record(machine::Machine& machine, const std::vector<trace::Choice>& schedule,
                    trace::Violation violation, const trace::SourceText& text) {
  trace::Trace trace;
  for (const machine::CpuSetup& cpu : machine.setup().cpus)
    trace.cpus.push_back(cpu.name);
  trace::Frames frames(machine);
  const std::size_t start = machine.depth();
  for (const trace::Choice& choice : schedule) {
    if (!trace::can_take(machine, choice))
      throw std::logic_error(
          fmt::format("step {} of a recorded schedule cannot be taken", trace.steps.size() + 1));
    machine.step(trace::thread_of(machine, choice), choice.alternative);
    trace.steps.push_back(trace::last_step(machine, frames, text));
  }
  trace.waiting = trace::deadlock(machine, frames, text);
  trace.frames = frames.all();
  while (machine.depth() > start)
    machine.undo();
  trace.written = machine.written_cells();
  trace.violation = std::move(violation);
  return trace;
}

} // namespace walkcheck::replay
