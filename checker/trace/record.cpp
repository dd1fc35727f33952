// SPDX-License-Identifier: GPL-2.0-only
#include "checker/trace/record.hpp"

#include "checker/trace/describe.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace walkcheck::trace {

Trace record(machine::Machine& machine, const std::vector<Choice>& schedule, Violation violation,
             const SourceText& text) {
  Trace trace;
  for (const machine::CpuSetup& cpu : machine.setup().cpus)
    trace.cpus.push_back(cpu.name);
  Tables tables(machine.setup());
  const std::size_t start = machine.depth();
  for (const Choice& choice : schedule) {
    if (!can_take(machine, choice))
      throw std::logic_error(
          fmt::format("step {} of a recorded schedule cannot be taken", trace.steps.size() + 1));
    machine.step(thread_of(machine, choice), choice.alternative);
    trace.steps.push_back(describe_last_step(machine, tables, text));
  }
  trace.waiting = describe_deadlock(machine, text);
  while (machine.depth() > start)
    machine.undo();
  trace.written = machine.written_cells();
  trace.violation = std::move(violation);
  return trace;
}

} // namespace walkcheck::trace
