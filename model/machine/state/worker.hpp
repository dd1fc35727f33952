// SPDX-License-Identifier: GPL-2.0-only
// Who does local work: a CPU, or a hook in a CPU's step. It gives operands their values, and stores
// results.
#pragma once

#include "model/machine/state/local_state.hpp"
#include "model/machine/state/world.hpp"
#include "model/program/instruction.hpp"

#include <cstdint>
#include <optional>

namespace walkcheck::machine {

struct Worker {
  World& world;
  CpuId cpu;      // the CPU that works, or in whose step a hook runs
  ProgramId text; // which program it runs
  LocalState& state;

  const program::Program& program() const { return world.program(text); }
  const program::Instruction& instruction() const;
  bool is_hook() const { return text >= world.cpus(); }
  // An operand's value, to compute with.
  term::Value value(const program::Operand& operand) const;
  // An operand's value, for others to see or get: it must not be undefined.
  term::Value defined(const program::Operand& operand) const;
  // An operand's value, to decide by: assumes that it is this number, or that it is true or false.
  std::uint64_t number(const program::Operand& operand);
  bool truth(const program::Operand& operand);
  void set(program::Register result, term::Value value) {
    state.frames.back().registers[result] = value;
  }
  void set(std::optional<program::Register> result, term::Value value) {
    if (result) set(*result, value);
  }
};

// Whether the address is no multiple of the alignment; assumes the answer.
bool is_misaligned(Worker& worker, const term::Value& address, std::uint32_t alignment);

} // namespace walkcheck::machine
