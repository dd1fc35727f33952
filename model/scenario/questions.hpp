// SPDX-License-Identifier: GPL-2.0-only
// What is yes or no in a kernel, and no text says which, becomes an input of the scenario: both
// answers are explored, each for all CPUs and the whole run. Which questions there are is known
// when the programs are. Entry point: with_questions().
#pragma once

#include "model/scenario/build.hpp"

namespace walkcheck::scenario {

// The scenario with these inputs, and its members likewise. A scenario without kernel files is
// returned as it is, and so is one whose programs cannot be made: build() says why.
Scenario with_questions(Scenario scenario, const BuildOptions& options);

} // namespace walkcheck::scenario
