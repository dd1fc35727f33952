// SPDX-License-Identifier: GPL-2.0-only
// What each instruction does: a row for each. Entry point: run_instruction(). Source: Intel SDM
// volume 2, by the name of the instruction; volume 3, section 9.1.2.2 for what may be locked.
#pragma once

#include "model/frontend/whole/assembly_call.hpp"
#include "model/frontend/whole/assembly_text.hpp"

namespace walkcheck::frontend {

// False: it is not known, or not in this form. The call must then be left as it is.
bool run_instruction(AssemblyCall& call, const AssemblyInstruction& instruction);

// Whether it is known to change nothing that a program sees but its time, and maybe a permission
// of the CPU's own.
bool does_nothing(const AssemblyInstruction& instruction);

} // namespace walkcheck::frontend
