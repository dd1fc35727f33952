// SPDX-License-Identifier: GPL-2.0-only
// The places of programs that mean nothing unless some execution comes to them: where a walk
// begins, where an invariant makes a claim. Entry point: marked().
#pragma once

#include "model/machine/state/setup.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace walkcheck::verdict {

struct Marked {
  enum class Kind : std::uint8_t { WalkBegin, Claim };
  Kind kind;
  std::uint32_t program; // a CPU, or, counted on from the CPUs, an invariant
  std::uint32_t debug;
  std::string place; // "mmu.c:3035"
  // Of a claim.
  bool always_true = false;   // whatever is read, it cannot fail
  bool always_false = false;  // to come to it is what is forbidden
  std::string unwritten = {}; // it cannot fail, as nobody writes this variable
};

std::vector<Marked> marked(const machine::Setup& setup);

} // namespace walkcheck::verdict
