// SPDX-License-Identifier: GPL-2.0-only
#include "checker/search/bystanders.hpp"

#include "model/program/instructions.hpp"

#include <algorithm>
#include <array>

namespace walkcheck::search {
namespace {

using machine::CpuId;
using machine::CpuSet;
using machine::CpuStatus;
using machine::Machine;
using program::Primitive;

// What tells of another CPU more than the words that it wrote; and what gives up a run, which would
// not be given up where the CPU is left out.
constexpr std::array kTelling{
    Primitive::SpinTryLock,    Primitive::ReadTryLock,     Primitive::WriteTryLock,
    Primitive::MutexTryLock,   Primitive::DownReadTryLock, Primitive::DownWriteTryLock,
    Primitive::LockIsTaken,    Primitive::LockHasHolder,   Primitive::FreeTableRcu,
    Primitive::SynchronizeRcu, Primitive::Assume};

// Runs one CPU alone, each choice the first way: for a guess only.
bool is_bystander_alone(Machine& machine, CpuId cpu) {
  const CpuSet all =
      machine.cpus() == machine::kMaxCpus ? ~CpuSet{0} : machine::bit(machine.cpus()) - 1;
  try {
    machine.leave_out(all & ~machine::bit(cpu));
    while (machine.status(cpu) == CpuStatus::Ready)
      machine.step(cpu, machine.alternative(cpu, 0));
  } catch (const machine::ConstantCellWritten&) {
    return false; // it wrote one
  }
  const bool is = machine.is_bystander(cpu);
  while (machine.depth() > 0)
    machine.undo();
  return is;
}

} // namespace

bool may_leave_out(const Machine& machine) {
  const machine::Setup& setup = machine.setup();
  return setup.invariants.empty() && setup.terms == nullptr &&
         std::ranges::none_of(setup.cpus, [](const machine::CpuSetup& cpu) {
           return std::ranges::any_of(
               kTelling, [&](Primitive telling) { return program::invokes(cpu.program, telling); });
         });
}

std::vector<CpuId> find_bystanders(Machine& machine) {
  std::vector<CpuId> found;
  for (CpuId cpu = 0; cpu < machine.cpus(); ++cpu)
    if (is_bystander_alone(machine, cpu)) found.push_back(cpu);
  machine.leave_out(0);
  if (found.size() < 2) found.clear();
  return found;
}

CpuSet others(const std::vector<CpuId>& bystanders, CpuId but) {
  CpuSet set = 0;
  for (const CpuId cpu : bystanders)
    if (cpu != but) set |= machine::bit(cpu);
  return set;
}

} // namespace walkcheck::search
