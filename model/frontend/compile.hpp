// SPDX-License-Identifier: GPL-2.0-only
// A Source -> bitcode: assembles the unit, compiles it, and completes it until it compiles. If a
// slice uses something that its own file defines, that is cut out as well. Functions that nothing
// defines become opaque: they are declared, and reported. Entry point: compile().
#pragma once

#include "model/frontend/clang.hpp"
#include "model/frontend/lower.hpp"
#include "model/frontend/unit.hpp"

#include <string>

namespace walkcheck::frontend {

struct Compiled {
  std::string bitcode;
  Unit unit;
};

ClangInput clang_input(const Source& source, const Options& options);

// Throws InputError.
Compiled compile(const Source& source, const Options& options);

} // namespace walkcheck::frontend
