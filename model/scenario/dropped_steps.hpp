// SPDX-License-Identifier: GPL-2.0-only
// Steps that a CPU's `drop` names and its spec asks for with DROPPED(), see
// specs/kernel/walkcheck.h, and the macros between the two.
#pragma once

#include <optional>
#include <set>
#include <string>

namespace walkcheck::scenario {

std::string macro_of_step(const std::string& step);
// The step, where the macro is that of one.
std::optional<std::string> step_of_macro(const std::string& macro);

// Those that this text can drop. Comments and strings must be gone.
std::set<std::string> steps_in(const std::string& text);

} // namespace walkcheck::scenario
