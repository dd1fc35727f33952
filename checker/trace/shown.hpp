// SPDX-License-Identifier: GPL-2.0-only
// Which line of a step's chain of inlined calls a person wants to see: the innermost one that is
// not in the kernel vocabulary (specs/kernel/*.h), so `pmd_clear(pmd);` in the mutator and not the
// WRITE_ONCE() inside it.
#pragma once

#include "model/program/source.hpp"

#include <string>
#include <vector>

namespace walkcheck::trace {

bool is_vocabulary(const std::string& shown_file);

// Null where nothing is known.
const program::SourceLocation* shown(const std::vector<program::SourceLocation>& where);

} // namespace walkcheck::trace
