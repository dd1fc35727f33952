// SPDX-License-Identifier: GPL-2.0-only
#include "checker/trace/trace.hpp"

#include <set>

namespace walkcheck::trace {

machine::ThreadId thread_of(const machine::Machine& machine, const Choice& choice) {
  return machine.thread_of(choice.cpu, choice.actor);
}

bool can_take(const machine::Machine& machine, const Choice& choice) {
  const machine::ThreadId thread = thread_of(machine, choice);
  return choice.cpu < machine.cpus() && thread < machine.threads() &&
         machine.cpu_of(thread) == choice.cpu &&
         machine.status(thread) == machine::CpuStatus::Ready &&
         machine.has_alternative(thread, choice.alternative);
}

std::vector<machine::CpuId> active_cpus(const Trace& trace) {
  std::set<machine::CpuId> active;
  for (const Step& step : trace.steps)
    active.insert(step.choice.cpu);
  for (const Waiting& waiting : trace.waiting)
    active.insert(waiting.cpu);
  return {active.begin(), active.end()};
}

std::uint64_t switches(const std::vector<Step>& steps) {
  std::uint64_t count = 0;
  const Step* last = nullptr;
  for (const Step& step : steps) {
    if (step.choice.actor != 0) continue;
    if (last != nullptr && step.choice.cpu != last->choice.cpu) ++count;
    last = &step;
  }
  return count;
}

} // namespace walkcheck::trace
