// SPDX-License-Identifier: GPL-2.0-only
// A pointer to a function may reach a CPU whose program does not have that function. Then the CPU
// runs the text from a program that has it. Entry point: import_functions().
#pragma once

#include "model/machine/state/setup.hpp"

namespace walkcheck::machine {

// Adds to each program that calls through pointers those functions of other CPUs' programs whose
// addresses are taken, with all that they call and use.
void import_functions(Setup& setup);

} // namespace walkcheck::machine
