// SPDX-License-Identifier: GPL-2.0-only
// Finds macros in a CPU's `define`, and steps in its `drop`, that no text of the CPU asks for: a
// misspelt one changes nothing, so the scenario would not be the one that it claims to be. Entry
// point: unused_macros().
#pragma once

#include "model/scenario/build.hpp"

#include <string>
#include <vector>

namespace walkcheck::scenario {

struct UnusedMacro {
  Place place; // in the scenario
  std::string cause;
  std::string remedy;
};

// The CPU's spec has to compile. In a template, and where inputs are one of several alternatives, a
// macro or step may also belong to another spec that the scenario names.
std::vector<UnusedMacro> unused_macros(const Cpu& cpu, const Scenario& scenario,
                                       const BuildOptions& options);

} // namespace walkcheck::scenario
