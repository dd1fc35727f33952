// SPDX-License-Identifier: GPL-2.0-only
// What all steps on a lock have in common, including those that only look at it.
#pragma once

#include "model/machine/operation/run.hpp"
#include "model/machine/operation/visible.hpp"

#include <cstdint>
#include <vector>

namespace walkcheck::machine {

// The address of the lock that an operand names. Assumes where it is, and which of the locks in use
// it is.
std::uint64_t lock_address(Run& run, const program::Operand& operand);
// Looks up the lock, and the page that it is in; false: `op` is a fault now, whatever the shared
// state.
bool look_up_lock(Run& run, Visible& op, const program::Operand& operand);
// The accesses of a step on the lock: the lock, and the state of its page.
std::vector<Access> lock_accesses(const Visible& op, AccessKind kind);

} // namespace walkcheck::machine
