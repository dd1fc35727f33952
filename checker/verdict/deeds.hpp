// SPDX-License-Identifier: GPL-2.0-only
// What the executions of the program did. A verdict needs it, as nothing is proved of what none of
// them did. What an execution did that an assumption cut does not count. Entry point: deeds_of().
#pragma once

#include "model/machine/machine.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace walkcheck::verdict {

struct Deeds {
  std::set<std::string> covered;   // covers that were reached, by name
  machine::CpuSet touched = 0;     // CPUs that accessed a page-table word
  std::set<std::uint32_t> claimed; // invariants that reached one of their claims
  std::vector<machine::Machine::Deeds> by_cpu;
  // Walks and claims that were reached: by program and debug index.
  std::set<std::pair<std::uint32_t, std::uint32_t>> came_to;

  void add(const Deeds& more);
};

// The deeds of a machine that was explored.
Deeds deeds_of(const machine::Machine& machine);

} // namespace walkcheck::verdict
