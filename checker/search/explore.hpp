// SPDX-License-Identifier: GPL-2.0-only
// Runs an engine over a machine. Some facts are learnt on the way: that a word taken for constant
// is written, that a cell taken for one CPU's own is shared, that a hook reads a cell which it did
// not read before. Then what was explored is void, and the search starts again. First, the
// execution that showed this is run to its end for what else it shows, so that there are few such
// starts. Entry point: explore().
#pragma once

#include "checker/explore/model.hpp"
#include "checker/search/collector.hpp"
#include "checker/search/options.hpp"

#include <string>
#include <vector>

namespace walkcheck::search {

struct Explored {
  explore::Summary summary;
  Found found;
  std::vector<std::string> alone; // CPUs that were explored without each other: see bystanders.hpp
};

// Adds what a part came to, as if all had been one exploration; but its counterexamples.
void add(Explored& total, const Explored& part);

// The machine is at depth 0, and is left there.
Explored explore(machine::Machine& machine, const Options& options);

} // namespace walkcheck::search
