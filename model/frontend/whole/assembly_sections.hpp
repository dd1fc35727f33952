// SPDX-License-Identifier: GPL-2.0-only
// What a template says outside its code, in other sections of the object file: notes that only
// tools read, a table of places where the kernel gives up or warns, and instructions that are put
// in place of others at boot. Entry point: run_assembly().
#pragma once

#include "model/frontend/whole/assembly_call.hpp"
#include "model/frontend/whole/assembly_text.hpp"

namespace walkcheck::frontend {

// Everything that the template does. False: it is not known.
bool run_assembly(AssemblyCall& call, AssemblyText text);

} // namespace walkcheck::frontend
