// SPDX-License-Identifier: GPL-2.0-only
// What steps on a lock have in common, those that only look at it included.
#pragma once

#include "model/machine/operation/run.hpp"
#include "model/machine/operation/visible.hpp"

#include <cstdint>
#include <vector>

namespace walkcheck::machine {

// The lock that an operand names: where it is, and which of those in use, holds for all that is
// alike.
std::uint64_t lock_address(Run& run, const program::Operand& operand);
// Looks the lock up, and the page that it lives in; false: `op` has become a fault that nothing can
// change any more.
bool look_up_lock(Run& run, Visible& op, const program::Operand& operand);
// What a step on the lock accesses: with the lock, the state of its page.
std::vector<Access> lock_accesses(const Visible& op, AccessKind kind);

} // namespace walkcheck::machine
