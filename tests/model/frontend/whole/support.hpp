// SPDX-License-Identifier: GPL-2.0-only
// C with inline assembly: what becomes of it in the IR, what it gives when it is lowered and
// evaluated, and what it gives on the processor.
#pragma once

#include "model/program/program.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace walkcheck::test {

// Of a function, when its assembly has been replaced.
struct Replaced {
  unsigned left = 0; // statements of assembly that are still there
  unsigned loads = 0, stores = 0, atomics = 0;
  unsigned full_fences = 0, compiler_fences = 0;
  unsigned bugs = 0, warnings = 0;
  unsigned segments = 0;       // accesses to another address space than 0
  std::vector<unsigned> lines; // of the accesses to memory
};
// By the names of the functions. Passes have run before that leave no access to a local.
std::map<std::string, Replaced> replaced_in(const std::string& text,
                                            const std::vector<std::string>& defines = {});

// The functions `u64 test_...(u64, u64)` of a text.
struct Lowered {
  std::vector<std::string> names;
  program::Program program; // its functions begin with these
};
Lowered lower_with_assembly(const std::string& text, const std::vector<std::string>& defines = {});

using Inputs = std::vector<std::pair<std::uint64_t, std::uint64_t>>;
// What they give natively, for each of the inputs.
std::map<std::string, std::vector<std::uint64_t>>
run_natively(const std::string& text, const std::vector<std::string>& names, const Inputs& inputs);

} // namespace walkcheck::test
