// SPDX-License-Identifier: GPL-2.0-only
// Whose local work it is: a CPU's, or a hook's in a CPU's step. What an operand means to it, and
// where its values go.
#pragma once

#include "model/machine/state/local_state.hpp"
#include "model/machine/state/world.hpp"
#include "model/program/instruction.hpp"

#include <cstdint>
#include <optional>

namespace walkcheck::machine {

struct Worker {
  World& world;
  CpuId cpu;      // whose work this is, or in whose step a hook runs
  ProgramId text; // which program it runs
  LocalState& state;

  const program::Program& program() const { return world.program(text); }
  const program::Instruction& instruction() const;
  bool is_hook() const { return text >= world.cpus(); }
  // What an operand is: to compute with.
  term::Value value(const program::Operand& operand) const;
  // An operand of what others see, or are given: it has to have a meaning.
  term::Value defined(const program::Operand& operand) const;
  // To go by: that it is this number, or that it is true, then holds for all that is alike.
  std::uint64_t number(const program::Operand& operand);
  bool truth(const program::Operand& operand);
  void set(program::Register result, term::Value value) {
    state.frames.back().registers[result] = value;
  }
  void set(std::optional<program::Register> result, term::Value value) {
    if (result) set(*result, value);
  }
};

// Whether it is no multiple of it; so for all inputs that are alike.
bool is_misaligned(Worker& worker, const term::Value& address, std::uint32_t alignment);

} // namespace walkcheck::machine
