// SPDX-License-Identifier: GPL-2.0-only
// Lists what was explored, one execution after the other: who runs how far, and how each CPU ends.
// All orders that differ only by swapping independent steps are one execution, shown in the order
// with the fewest context switches. Entry point: list_executions().
#pragma once

#include "checker/trace/listed_execution.hpp"
#include "checker/trace/trace.hpp"

#include <vector>

namespace walkcheck::replay {

using Schedule = std::vector<trace::Choice>;

// From the fewest context switches to the most, whatever the order of exploring. The machine is at
// depth 0, and is left there.
std::vector<trace::ListedExecution> list_executions(machine::Machine& machine,
                                                    std::vector<Schedule> schedules);

} // namespace walkcheck::replay
