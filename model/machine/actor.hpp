// SPDX-License-Identifier: GPL-2.0-only
// Steps that are no CPU's program's: what happens by itself. Each actor is a thread of its own
// beside the CPUs, stands in one CPU's column, and steps where its guard says so:
//
//   Interrupt: a CPU takes another's IPI, at a moment at which its IRQs are on. It looks at that
//   one CPU's flag and at nothing else, so it orders nobody but the sender, who waits for it. A
//   CPU whose program never turns IRQs off needs none: it takes every IPI at once.
//
//   Callbacks: what a CPU has given to call_rcu() is freed, first come, first served. Only where
//   somebody can tell when: else the step that ends the grace period frees (step_sections.cpp).
//   A later call waits for all that an earlier one of the CPU still waits for, so that taking them
//   in turn leaves out no order.
#pragma once

#include "model/machine/visible.hpp"
#include "model/machine/world.hpp"

#include <vector>

namespace walkcheck::machine {

// Idle, Blocked or Ready.
CpuStatus status_of(World& world, const Actor& actor);
// What its next step is; it is not Idle.
Outcome plan_actor(World& world, const Actor& actor);
void apply_actor(World& world, const Actor& actor);

} // namespace walkcheck::machine
