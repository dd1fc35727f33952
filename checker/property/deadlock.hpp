// SPDX-License-Identifier: GPL-2.0-only
// Judges how an execution ended: whether somebody can never go on. Entry point: judge_end().
#pragma once

#include "checker/property/judge.hpp"
#include "model/machine/machine.hpp"

#include <optional>

namespace walkcheck::property {

// The property that the end of an execution breaks: somebody waits for the lock of a freed table;
// or nobody can go on, and somebody has not finished. Nothing if a CPU was stopped short (by a
// fault, a bound or an assumption): the others may be waiting for something that it would have
// done.
std::optional<Failure> judge_end(const machine::Machine& machine);

} // namespace walkcheck::property
