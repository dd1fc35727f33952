// SPDX-License-Identifier: GPL-2.0-only
// An interleaving as a stand-alone C program that acts it out natively. The program consists of the
// specs' and invariants' own C, compiled by an ordinary compiler, and a run-time with a thread per
// CPU and a heap block per page-table page (runtime/). AddressSanitizer reports a use of a freed
// table; each access is compared with what the machine recorded.
//
// Entry point: witness(). `sh witness.c` builds the program and runs it. It is compiled part by
// part, as the parts define the same names. Exit code 0: all went as recorded; 3: it went another
// way; else the violation.
#pragma once

#include "checker/trace/trace.hpp"
#include "model/scenario/build.hpp"
#include "model/scenario/scenario.hpp"

#include <string>
#include <vector>

namespace walkcheck::witness {

struct Interleaving {
  std::vector<trace::Step> steps;
  std::string property; // violated at its end; empty if it is complete without a violation
};

// `scenario` has a value for each input, and `machine` is built from it. Throws InputError if a
// spec has something that cannot be acted out: a static variable inside a function.
std::string witness(const scenario::Scenario& scenario, const machine::Machine& machine,
                    const std::vector<Interleaving>& interleavings,
                    const scenario::BuildOptions& options);

} // namespace walkcheck::witness
