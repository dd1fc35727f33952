// SPDX-License-Identifier: GPL-2.0-only
// Checks of invariants before anything runs: that they only look, and that no CPU makes an
// invariant's claims. Entry point: check_invariants().
#pragma once

#include "model/machine/state/setup.hpp"

namespace walkcheck::machine {

// Throws InputError.
void check_invariants(const Setup& setup);

} // namespace walkcheck::machine
