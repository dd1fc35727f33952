// SPDX-License-Identifier: GPL-2.0-only
// What all steps have in common that begin or end a section (steps on spinlocks do, too) or look at
// sections.
#pragma once

#include "model/machine/operation/run.hpp"
#include "model/machine/operation/visible.hpp"

#include <vector>

namespace walkcheck::machine {

// Marks on `op` what others can observe of the change to `after`; returns the accesses for that.
std::vector<Access> publish(const Run& run, Visible& op, const Sections& after);
// The footprint of a step that may end a read-side section and, with it, grace periods.
FootprintId section_footprint(World& world, CpuId cpu, const Visible& op);
void apply_section(World& world, CpuId cpu, const Visible& op, const Outcome& outcome);

// Which other CPUs are inside a section.
CpuSet others_in_section(const World& world, CpuId cpu);
// The accesses of a step that looks at the sections of these other CPUs.
std::vector<Access> sections_of_others(const Run& run, AccessKind kind, CpuSet which);

} // namespace walkcheck::machine
