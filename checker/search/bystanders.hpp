// SPDX-License-Identifier: GPL-2.0-only
// CPUs that do nothing which another could tell, but that it may have to wait for them: such as a
// walk that only reads, with interrupts off. Of two of them, neither can tell whether the other is
// there. So what all CPUs come to is what the others come to with each of these alone. Entry
// points: find_bystanders(), can_be_alone().
//
// The argument. Take an execution of all CPUs and leave out the steps of one bystander: it is one
// of the rest, as no step of the rest reads what the bystander wrote, and a step that waited for it
// may be taken at least as early. The other way round, an execution of the rest is one of all in
// which the bystander does not begin; what it does then is what it does after them all, with each
// step granted. So a step that goes wrong, and whatever leads to it, is one of a system with one
// bystander; and so is a deadlock: a bystander that waits holds nothing, so that nobody waits for
// it, and is in no circle of those who wait for each other.
//
// Side conditions, each of which is asked of the machine: a bystander writes no word and no table,
// and takes no lock that is in a page (Machine::is_bystander()); nobody looks at a lock's state, or
// no grace period is waited for, as its end is
// early by what the machine does and not by choice; no invariant is asked, as its hooks run in the
// bystanders' steps; no input is open, as each system would have its own classes.
#pragma once

#include "model/machine/machine.hpp"

#include <vector>

namespace walkcheck::search {

// Whether leaving bystanders out is sound for these programs.
bool may_leave_out(const machine::Machine& machine);

// The CPUs that were bystanders when they ran alone, if there are at least two. With others they
// may turn out to be none: see Machine::is_bystander().
std::vector<machine::CpuId> find_bystanders(machine::Machine& machine);

// All of them but this one.
machine::CpuSet others(const std::vector<machine::CpuId>& bystanders, machine::CpuId but);

} // namespace walkcheck::search
