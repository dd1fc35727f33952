// SPDX-License-Identifier: GPL-2.0-only
// The programs of several CPUs are of one kernel: a function that is known to all files has one
// text in it. Entry point: require_one_definition().
#pragma once

#include "model/machine/state/image.hpp"

namespace walkcheck::machine {

// Throws InputError where two programs have such a function from different places.
void require_one_definition(const Programs& programs);

} // namespace walkcheck::machine
