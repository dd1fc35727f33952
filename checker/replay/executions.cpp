// SPDX-License-Identifier: GPL-2.0-only
#include "checker/replay/executions.hpp"

#include "checker/trace/thread_name.hpp"

#include <algorithm>
#include <tuple>

namespace walkcheck::replay {
namespace {

using trace::ListedExecution;

std::size_t switches(const Schedule& schedule) {
  std::size_t count = 0;
  const trace::Choice* last = nullptr;
  for (const trace::Choice& choice : schedule) {
    if (choice.actor != 0) continue;
    if (last != nullptr && choice.cpu != last->cpu) ++count;
    last = &choice;
  }
  return count;
}

std::optional<program::SourceLocation> place_of_last_step(const machine::Machine& machine) {
  const machine::StepRecord record = machine.last_step();
  if (record.debug == machine::kNoDebug) return std::nullopt;
  const auto* at = program::shown(machine.setup().cpus[record.cpu].program.debug[record.debug]);
  return at == nullptr ? std::nullopt : std::optional(*at);
}

ListedExecution listed(machine::Machine& machine, const Schedule& schedule) {
  ListedExecution execution;
  for (const trace::Choice& choice : schedule) {
    const machine::ThreadId thread = trace::thread_of(machine, choice);
    const std::string name = trace::name_of(machine, thread);
    machine.step(thread, choice.alternative);
    // An IPI needs no run of its own: that it was taken shows in when the sender goes on.
    if (choice.actor != 0 && machine.sender_of(thread)) continue;
    if (execution.runs.empty() || execution.runs.back().cpu != name)
      execution.runs.push_back({name, 0, std::nullopt});
    if (choice.actor == 0) ++execution.runs.back().steps;
    execution.runs.back().last = place_of_last_step(machine);
  }
  for (machine::CpuId cpu = 0; cpu < machine.cpus(); ++cpu) {
    const machine::CpuStatus status = machine.status(cpu);
    execution.ends.push_back({machine.setup().cpus[cpu].name, status, machine.returned(cpu)});
    execution.is_cut |= status == machine::CpuStatus::Pruned;
  }
  while (machine.depth() > 0)
    machine.undo();
  return execution;
}

} // namespace

std::vector<ListedExecution> list_executions(machine::Machine& machine,
                                             std::vector<Schedule> schedules) {
  std::ranges::sort(schedules, [](const Schedule& one, const Schedule& other) {
    const std::size_t few = switches(one), many = switches(other);
    return std::tie(few, one) < std::tie(many, other);
  });
  std::vector<ListedExecution> executions;
  for (const Schedule& schedule : schedules)
    executions.push_back(listed(machine, schedule));
  // Cut executions, which are none of the program, come last.
  std::ranges::stable_partition(executions, [](const auto& each) { return !each.is_cut; });
  return executions;
}

} // namespace walkcheck::replay
