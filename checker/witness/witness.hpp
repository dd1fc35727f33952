// SPDX-License-Identifier: GPL-2.0-only
// An interleaving as a stand-alone C program that acts it out natively: the specs' own C and the
// invariants', compiled by an ordinary compiler, over a run-time that has a thread per CPU and a
// heap block per page-table page (runtime/). A use of a freed table is then AddressSanitizer's to
// report; each access is compared with what the machine recorded.
//
// Entry point: witness(). `sh witness.c` builds the program, part by part as the parts define the
// same names, and runs it: 0, all as recorded; 3, it went another way; else the violation.
#pragma once

#include "checker/trace/trace.hpp"
#include "model/scenario/build.hpp"
#include "model/scenario/scenario.hpp"

#include <string>
#include <vector>

namespace walkcheck::witness {

struct Interleaving {
  std::vector<trace::Step> steps;
  std::string property; // that is violated at its end; empty: it is complete, and none is
};

// `scenario` has a value for each input, `machine` is built from it. Throws InputError where a spec
// has what cannot be acted out: a static variable inside a function.
std::string witness(const scenario::Scenario& scenario, const machine::Machine& machine,
                    const std::vector<Interleaving>& interleavings,
                    const scenario::BuildOptions& options);

} // namespace walkcheck::witness
