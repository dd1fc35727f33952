// SPDX-License-Identifier: GPL-2.0-only
// Whose a finding is, and where in the source it was made.
#pragma once

#include "model/machine/machine.hpp"

#include <string>

namespace walkcheck::property {

// The program of the finding's CPU, or of the invariant whose hook met it.
const program::Program& program_of(const machine::Machine& machine,
                                   const machine::Finding& finding);
const std::string& whose(const machine::Machine& machine, const machine::Finding& finding);

// "mmu.c:3035": the line that a person should look at; empty if it is not known.
std::string place_of(const machine::Machine& machine, const machine::Finding& finding);

// The functions that lead there, innermost first, as far as calls were inlined: "pte_page()
// (mm.h:12), called by zap_pte() (memory.c:40)"; empty if it is not known.
std::string path_of(const machine::Machine& machine, const machine::Finding& finding);

} // namespace walkcheck::property
