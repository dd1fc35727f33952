// SPDX-License-Identifier: GPL-2.0-only
// How a thread of the machine, a CPU or an actor, is named.
#pragma once

#include "model/machine/machine.hpp"

#include <string>

namespace walkcheck::trace {

// A CPU's name, or "IPI of munmap on vCPU", "RCU of munmap".
std::string name_of(const machine::Machine& machine, machine::ThreadId thread);

} // namespace walkcheck::trace
