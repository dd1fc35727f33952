// SPDX-License-Identifier: GPL-2.0-only
// What is wrong with how an execution ended: who can never go on.
#pragma once

#include "checker/property/judge.hpp"
#include "model/machine/machine.hpp"

#include <optional>

namespace walkcheck::property {

// The property that the end of an execution breaks: somebody waits for the lock of a freed table;
// or nobody can go on, and somebody has not finished. Not where a CPU was stopped short (by a
// fault, a bound or an assumption): what the others wait for might have come from it.
std::optional<Failure> judge_end(const machine::Machine& machine);

} // namespace walkcheck::property
