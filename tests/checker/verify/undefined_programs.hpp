// SPDX-License-Identifier: GPL-2.0-only
// Random functions that are undefined somewhere, each with one in which that is mended.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace walkcheck::test {

struct UndefinedProgram {
  std::string shape; // which template, for messages
  std::string text;  // of a function `void NAME(void)`, and what it needs; it stores to `result`
};

// Number 2n has a defect and number 2n + 1 has not. Names are "program_N". Each text is C for a
// native compiler and for a spec.
std::vector<UndefinedProgram> undefined_programs(std::uint64_t seed, unsigned pairs);

// How many pairs have one of each template.
unsigned undefined_shapes();

// The variables that they share.
std::string undefined_prelude();

} // namespace walkcheck::test
