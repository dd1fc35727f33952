// SPDX-License-Identifier: GPL-2.0-only
#include "checker/verdict/deeds.hpp"

#include "checker/verdict/marked.hpp"

#include <algorithm>

namespace walkcheck::verdict {

void Deeds::add(const Deeds& more) {
  covered.insert(more.covered.begin(), more.covered.end());
  claimed.insert(more.claimed.begin(), more.claimed.end());
  came_to.insert(more.came_to.begin(), more.came_to.end());
  touched |= more.touched;
  by_cpu.resize(std::max(by_cpu.size(), more.by_cpu.size()));
  for (std::size_t cpu = 0; cpu < more.by_cpu.size(); ++cpu) {
    by_cpu[cpu].looked |= more.by_cpu[cpu].looked;
    by_cpu[cpu].changed |= more.by_cpu[cpu].changed;
    by_cpu[cpu].changed_for_others |= more.by_cpu[cpu].changed_for_others;
  }
}

Deeds deeds_of(const machine::Machine& machine) {
  Deeds deeds;
  deeds.covered = machine.covered();
  for (std::uint32_t i = 0; i < machine.setup().invariants.size(); ++i)
    if (machine.has_claimed(i)) deeds.claimed.insert(i);
  for (machine::CpuId cpu = 0; cpu < machine.cpus(); ++cpu) {
    deeds.by_cpu.push_back(machine.deeds(cpu));
    if (machine.touched_tables(cpu)) deeds.touched |= machine::bit(cpu);
  }
  for (const Marked& each : marked(machine.setup()))
    if (machine.came_to(each.program, each.debug)) deeds.came_to.emplace(each.program, each.debug);
  return deeds;
}

} // namespace walkcheck::verdict
