// SPDX-License-Identifier: GPL-2.0-only
// Runs an engine over a machine, again from the start where a word that was taken for constant
// turns out to be written, or one CPU's own to be shared: what was explored until then is void.
#pragma once

#include "checker/explore/model.hpp"
#include "checker/verify/collector.hpp"
#include "checker/verify/verify.hpp"

namespace walkcheck::verify {

struct Explored {
  explore::Summary summary;
  Found collected;
};

// The machine is at depth 0, and is left there.
Explored explore(machine::Machine& machine, const Options& options);

} // namespace walkcheck::verify
