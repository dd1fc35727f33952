// SPDX-License-Identifier: GPL-2.0-only
// Random functions with undefined behaviour, each with a second version in which it is mended.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace walkcheck::test {

struct UndefinedProgram {
  std::string shape; // the template's name, for messages
  std::string text;  // a function `void NAME(void)`, and what it needs; it stores to `result`
};

// Program 2n has a defect, program 2n + 1 does not. Names are "program_N". Each text is C for a
// native compiler and for a spec.
std::vector<UndefinedProgram> undefined_programs(std::uint64_t seed, unsigned pairs);

// How many pairs are needed to have one of each template.
unsigned undefined_shapes();

// The variables that the programs share.
std::string undefined_prelude();

} // namespace walkcheck::test
