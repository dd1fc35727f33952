// SPDX-License-Identifier: GPL-2.0-only
// Whose a finding is, and where.
#pragma once

#include "model/machine/machine.hpp"

#include <string>

namespace walkcheck::property {

// Of the CPU, or of the invariant whose hook met it.
const program::Program& program_of(const machine::Machine& machine,
                                   const machine::Finding& finding);
const std::string& whose(const machine::Machine& machine, const machine::Finding& finding);

// "mmu.c:3035": where a person looks for what a finding is about; empty where nothing is known.
std::string place_of(const machine::Machine& machine, const machine::Finding& finding);

} // namespace walkcheck::property
