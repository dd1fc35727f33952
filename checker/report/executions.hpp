// SPDX-License-Identifier: GPL-2.0-only
// The executions that were explored, as a list and as a graph in the DOT language of Graphviz
// (https://graphviz.org/doc/info/lang.html).
#pragma once

#include "checker/verdict/result.hpp"

#include <string>
#include <vector>

namespace walkcheck::report {

// How the execution's CPUs end, for those of which there is something to say: "vCPU returns 0x2".
std::vector<std::string> ends_of(const trace::ListedExecution& execution);

std::string executions(const verdict::Result& result, int width);

// One tree per scenario: an edge is a run of one CPU, a leaf is the end of an execution.
std::string executions_graph(const std::vector<verdict::Result>& results);

} // namespace walkcheck::report
