// SPDX-License-Identifier: GPL-2.0-only
// Which functions of several programs are the same: same name, same source line, same text, and
// calls of the same functions. A function in a header is one for all programs that include it,
// unless a macro makes its text differ. Entry point: same_functions().
#pragma once

#include "model/program/program.hpp"

#include <cstdint>
#include <vector>

namespace walkcheck::machine {

// [program][index in Program::functions]: a number that equal functions share. They count up from 0
// in the order of names, places and texts, so the order of the programs does not matter.
std::vector<std::vector<std::uint32_t>>
same_functions(const std::vector<const program::Program*>& programs);

} // namespace walkcheck::machine
