// SPDX-License-Identifier: GPL-2.0-only
// Points of a program that mean nothing unless some execution reaches them: where a walk begins,
// where an invariant makes a claim. Entry point: marked().
#pragma once

#include "model/machine/state/setup.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace walkcheck::verdict {

struct Marked {
  enum class Kind : std::uint8_t { WalkBegin, Claim };
  Kind kind;
  std::uint32_t program; // a CPU's number, or, counted on from the CPUs, an invariant's
  std::uint32_t debug;
  std::string place; // "mmu.c:3035"
  // Of a claim.
  bool always_true = false;   // it cannot fail, whatever is read
  bool always_false = false;  // to reach it is what is forbidden
  std::string unwritten = {}; // it cannot fail, as nobody writes this variable
};

std::vector<Marked> marked(const machine::Setup& setup);

} // namespace walkcheck::verdict
