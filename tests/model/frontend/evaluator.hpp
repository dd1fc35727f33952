// SPDX-License-Identifier: GPL-2.0-only
// Runs a Program's entry on one CPU, directly after the definition of the instructions in
// model/program/instruction.hpp and without the machine. The differential test uses it for
// comparison.
#pragma once

#include "model/program/program.hpp"

#include <cstdint>
#include <vector>

namespace walkcheck::test {

// Throws std::runtime_error for anything that a single function cannot do: a primitive with an
// effect, an opaque value, undefined behaviour.
std::uint64_t evaluate(const program::Program& program,
                       const std::vector<std::uint64_t>& arguments);

} // namespace walkcheck::test
