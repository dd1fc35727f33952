// SPDX-License-Identifier: GPL-2.0-only
// What a step did, for people.
#pragma once

#include "model/machine/operation/kind.hpp"
#include "model/machine/state/setup.hpp"
#include "model/program/primitive.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace walkcheck::machine {

inline constexpr std::uint32_t kNoDebug = UINT32_MAX; // for a step that no line of a program takes

// One step as it happened, for people: filled by last_step().
struct StepRecord {
  CpuId cpu;
  std::uint32_t actor; // 0: the CPU itself; else counted from 1, over all CPUs
  std::uint32_t alternative;
  StepKind kind;
  program::Primitive primitive; // of the step kinds that have one; else Fence
  std::uint32_t debug;          // in the CPU's Program::debug, or kNoDebug
  std::uint64_t address;        // word, table, lock or walked address
  std::uint64_t before, after;  // the word's (or operand's) value; equal for a load
  std::uint8_t bytes;
  std::vector<std::uint64_t> freed;  // frames that this step freed
  std::vector<std::uint64_t> waited; // in a loop that waits: until one of these addresses changed
  CpuSet waits_for;  // those an IpiSend or a grace period waits for; of a TakeIpi, the sender
  std::string event; // of an Event: its name; `before` and `after` are its values
};

// Why a CPU is blocked: the lock's address and its holders, or the CPUs that it waits for; in a
// loop that only waits, the addresses of the words and locks that it looks at.
struct Wait {
  std::uint64_t lock = 0; // 0: not a lock
  CpuSet cpus = 0;
  CpuSet behind = 0; // of a reader: the CPUs that wait to write the lock
  bool in_loop = false;
  std::vector<std::uint64_t> changes = {};
};

} // namespace walkcheck::machine
