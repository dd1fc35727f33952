// SPDX-License-Identifier: GPL-2.0-only
// Steps that a spec can leave out: a CPU's `drop` names them, the spec asks for them with DROPPED()
// (see specs/kernel/walkcheck.h), and a macro for each connects the two. Entry points:
// macro_of_step(), steps_in(), are_same().
#pragma once

#include "model/program/program.hpp"

#include <optional>
#include <set>
#include <string>

namespace walkcheck::scenario {

std::string macro_of_step(const std::string& step);
// The step that this macro is for; nothing if it is for none.
std::optional<std::string> step_of_macro(const std::string& macro);

// The steps that this text can drop. Comments and strings must have been removed.
std::set<std::string> steps_in(const std::string& text);

// Whether two programs of one text do the same: a step was dropped that none of it comes to.
bool are_same(const program::Program& one, const program::Program& other);

} // namespace walkcheck::scenario
