// SPDX-License-Identifier: GPL-2.0-only
// Runs an engine over a machine, again from the start where a word that was taken for constant
// turns out to be written, one CPU's own to be shared, or a hook to read what it did not before:
// what was explored until then is void. The execution that tells so is gone on with for what else
// it tells, so that there are few such starts.
#pragma once

#include "checker/explore/model.hpp"
#include "checker/search/collector.hpp"
#include "checker/search/options.hpp"

namespace walkcheck::search {

struct Explored {
  explore::Summary summary;
  Found found;
};

// The machine is at depth 0, and is left there.
Explored explore(machine::Machine& machine, const Options& options);

} // namespace walkcheck::search
