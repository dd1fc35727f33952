// SPDX-License-Identifier: GPL-2.0-only
// Macros that a CPU's `define` gives, and steps that its `drop` names, that no text of it asks for:
// one that is misspelt changes nothing, and the scenario is then another than it says. Entry point:
// unused_macros().
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

// Of a CPU whose spec compiles. In a template, and where inputs are one of several alternatives, a
// macro or step may be that of another spec which the scenario names.
std::vector<UnusedMacro> unused_macros(const Cpu& cpu, const Scenario& scenario,
                                       const BuildOptions& options);

} // namespace walkcheck::scenario
