// SPDX-License-Identifier: GPL-2.0-only
// Which functions of several programs are one: of one name, defined at one place, with one text
// that calls the same functions. What a header defines is one function for all who include it,
// unless a macro makes it another.
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
