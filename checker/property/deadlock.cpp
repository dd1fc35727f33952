// SPDX-License-Identifier: GPL-2.0-only
#include "checker/property/deadlock.hpp"

#include "checker/property/built_in.hpp"
#include "checker/property/named.hpp"
#include "model/program/layout.hpp"

#include <fmt/format.h>

namespace walkcheck::property {
namespace {

using machine::FrameState;
using machine::Machine;

const std::string& name_of_cpu(const Machine& machine, machine::CpuId cpu) {
  return machine.setup().cpus[cpu].name;
}

std::string names_of_cpus(const Machine& machine, machine::CpuSet bits) {
  std::string text;
  for (machine::CpuId cpu = 0; cpu < machine.cpus(); ++cpu)
    if ((bits >> cpu & 1) != 0) text += (text.empty() ? "" : " and ") + name_of_cpu(machine, cpu);
  return text.empty() ? "nobody" : text;
}

std::string waits_until(const Machine& machine, const std::vector<std::uint64_t>& changes) {
  std::string names;
  for (const std::uint64_t address : changes)
    names += (names.empty() ? "" : " or ") + machine.name_of(address);
  return names.empty() ? "goes round a loop for ever" : "waits until " + names + " changes";
}

std::string waits_for_what(const Machine& machine, machine::CpuId cpu) {
  const Machine::Wait wait = machine.wait(cpu);
  const std::string& name = name_of_cpu(machine, cpu);
  if (wait.in_loop) return fmt::format("{} {}", name, waits_until(machine, wait.changes));
  if (wait.lock == 0)
    return fmt::format("{} waits for {} to turn IRQs on or to leave a read-side section", name,
                       names_of_cpus(machine, wait.cpus));
  if (wait.behind != 0)
    return fmt::format("{} waits for {} behind {}, which waits to write it", name,
                       lock_named(machine, wait.lock), names_of_cpus(machine, wait.behind));
  const bool itself = wait.cpus == machine::bit(cpu);
  return fmt::format("{} waits for {}, held by {}", name, lock_named(machine, wait.lock),
                     itself ? "itself" : names_of_cpus(machine, wait.cpus));
}

// A CPU that still waits for the lock of a freed table spins on a freed page.
std::optional<Failure> judge_freed_lock(const Machine& machine) {
  for (machine::CpuId cpu = 0; cpu < machine.cpus(); ++cpu) {
    if (machine.status(cpu) != machine::CpuStatus::Blocked) continue;
    const std::uint64_t lock = machine.wait(cpu).lock;
    if (lock == 0 || lock >= program::kFrameEnd ||
        machine.frame_state(lock >> program::kPageShift) != FrameState::FreedTable)
      continue;
    return Failure{name_of(BuiltIn::NoFreedTable),
                   fmt::format("{} waits for the lock of {}, a page table that was freed meanwhile",
                               name_of_cpu(machine, cpu), named(machine, lock)),
                   cpu};
  }
  return std::nullopt;
}

} // namespace

std::optional<Failure> judge_end(const Machine& machine) {
  if (auto failure = judge_freed_lock(machine)) return failure;
  std::string reason;
  for (machine::CpuId cpu = 0; cpu < machine.cpus(); ++cpu) {
    switch (machine.status(cpu)) {
    case machine::CpuStatus::Finished: break;
    case machine::CpuStatus::Blocked:
      reason += (reason.empty() ? "" : "; ") + waits_for_what(machine, cpu);
      break;
    case machine::CpuStatus::Ready:
    case machine::CpuStatus::Idle:
    case machine::CpuStatus::Faulted:
    case machine::CpuStatus::Pruned:
    case machine::CpuStatus::Bounded: return std::nullopt;
    }
  }
  if (reason.empty() || machine.can_actor_step()) return std::nullopt;
  return Failure{name_of(BuiltIn::NoDeadlock), reason, std::nullopt};
}

} // namespace walkcheck::property
