// SPDX-License-Identifier: GPL-2.0-only
// Instructions in words, for `lower`: what a step is, and what is no step.
#pragma once

#include "model/program/program.hpp"

#include <set>
#include <string>
#include <vector>

namespace walkcheck::program {

// Registers that hold the address of a local: accesses through them are nobody else's business.
std::set<Register> private_addresses(const Function& function);

enum class Role : std::uint8_t {
  Step,  // may be a scheduling point
  Note,  // a claim, a call, an unknown function: worth a line, but no step of its own
  Local, // computation
  End,   // transfers control
};
Role role(const Instruction& instruction, const Program& program,
          const std::set<Register>& private_addresses);

// "load64 once", "spin_lock", "call foo()".
std::string describe(const Instruction& instruction, const Program& program);

std::vector<Label> targets(const Operation& operation);

} // namespace walkcheck::program
