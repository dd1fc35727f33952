// SPDX-License-Identifier: GPL-2.0-only
// A pointer to a function may reach a CPU whose program does not have that function: then it runs
// the text of the program that has it.
#pragma once

#include "model/machine/state/setup.hpp"

namespace walkcheck::machine {

// Adds to each program that calls through pointers those functions of other CPUs' programs whose
// addresses are taken, with all that they call and use.
void import_functions(Setup& setup);

} // namespace walkcheck::machine
