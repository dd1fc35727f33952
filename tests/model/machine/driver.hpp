// SPDX-License-Identifier: GPL-2.0-only
// Drives a machine by hand: makes setups from built programs, and runs one CPU as far as possible.
#pragma once

#include "model/machine/machine.hpp"
#include "model/program/builder.hpp"
#include "model/program/layout.hpp"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <vector>

namespace walkcheck::machine::testing {

using program::Builder;
using program::Operand;
using program::Primitive;

inline constexpr std::uint64_t kTable = 0x2000; // a live table
inline constexpr std::uint64_t kFreed = 0x2001; // a table that was freed
inline constexpr std::uint64_t kData = 0x2002;  // a data page

constexpr std::uint64_t address_of(std::uint64_t frame) {
  return frame << program::kPageShift;
}
constexpr Operand at(std::uint64_t address) {
  return {Operand::Kind::Constant, address};
}

inline Setup setup_of(std::vector<program::Program> programs) {
  Setup setup;
  for (program::Program& program : programs) {
    const std::string name = program.name;
    setup.cpus.push_back({name, std::move(program), {}});
  }
  setup.frames = {{program::kPgdFrame, FrameState::LiveTable, "PGD"},
                  {kTable, FrameState::LiveTable, "PTE table"},
                  {kFreed, FrameState::FreedTable, "freed table"},
                  {kData, FrameState::Data, "data page"}};
  return setup;
}

// Takes one step of a CPU. If a word that was taken for a constant turns out not to be one, the
// test starts again from there.
inline std::vector<Finding> step(Machine& machine, CpuId cpu, unsigned alternative = 0) {
  const auto result = machine.step(cpu, alternative);
  return {result.findings.begin(), result.findings.end()};
}

// Does everything that the CPU can do without the others; returns what it found.
inline std::vector<Finding> run(Machine& machine, CpuId cpu) {
  std::vector<Finding> all;
  while (machine.status(cpu) == CpuStatus::Ready) {
    for (const Finding& finding : step(machine, cpu))
      all.push_back(finding);
  }
  return all;
}

// The same on a fresh machine, again and again as long as constants turn out not to be constant.
inline std::vector<Finding> run_alone(Machine& machine) {
  for (;;) {
    try {
      return run(machine, 0);
    } catch (const ConstantCellWritten&) {
    }
  }
}

// Makes the machine learn which cells change: runs the CPUs one after the other, and undoes it.
inline void learn(Machine& machine) {
  for (bool again = true; again;) {
    again = false;
    try {
      for (CpuId cpu = 0; cpu < machine.cpus(); ++cpu)
        run(machine, cpu);
    } catch (const ConstantCellWritten&) {
      again = true;
    }
    while (machine.depth() > 0)
      machine.undo();
  }
}

inline bool only(const std::vector<Finding>& findings, FindingKind kind, std::uint64_t value) {
  return findings.size() == 1 && findings[0].kind == kind && findings[0].value == value;
}

inline bool touches(const Machine& machine, FootprintId id, Cell::Kind kind, std::uint64_t cell,
                    AccessKind access) {
  return std::ranges::any_of(machine.footprint(id).accesses, [&](const Access& a) {
    return machine.cell(a.location) == Cell{kind, cell} && a.kind == access;
  });
}

inline std::uint64_t returned_by(program::Program program) {
  Machine machine(setup_of({std::move(program)}));
  run_alone(machine);
  return machine.returned(0).value();
}

} // namespace walkcheck::machine::testing
