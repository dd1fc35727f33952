// SPDX-License-Identifier: GPL-2.0-only
// What can be said of invariants before anything runs: that they only look, and that no CPU makes
// an invariant's claims.
#include "model/machine/world.hpp"
#include "model/program/diagnostic.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace walkcheck::machine {
namespace {

using program::Primitive;

bool only_looks(Primitive primitive) {
  switch (primitive) {
  case Primitive::Fence:
  case Primitive::Barrier:
  case Primitive::LockIsTaken:
  case Primitive::MightSleep:
  case Primitive::TableIsLive:
  case Primitive::Assert:
  case Primitive::Cover:
  case Primitive::ThisCpu:
  case Primitive::Require: return true;
  case Primitive::SpinLock:
  case Primitive::SpinTryLock:
  case Primitive::SpinUnlock:
  case Primitive::ReadLock:
  case Primitive::ReadTryLock:
  case Primitive::ReadUnlock:
  case Primitive::WriteLock:
  case Primitive::WriteTryLock:
  case Primitive::WriteUnlock:
  case Primitive::MutexLock:
  case Primitive::MutexTryLock:
  case Primitive::MutexUnlock:
  case Primitive::DownRead:
  case Primitive::DownReadTryLock:
  case Primitive::UpRead:
  case Primitive::DownWrite:
  case Primitive::DownWriteTryLock:
  case Primitive::UpWrite:
  case Primitive::DowngradeWrite:
  case Primitive::LockIsHeld:
  // Orders what looks at it with shared holders too, whose own steps are of the reading kind.
  case Primitive::LockHasHolder:
  case Primitive::IrqDisable:
  case Primitive::IrqEnable:
  case Primitive::IrqSave:
  case Primitive::IrqRestore:
  case Primitive::IrqsDisabled:
  case Primitive::PreemptDisable:
  case Primitive::PreemptEnable:
  case Primitive::IpiBroadcast:
  case Primitive::RcuReadLock:
  case Primitive::RcuReadUnlock:
  case Primitive::SynchronizeRcu:
  case Primitive::FreeTableRcu:
  case Primitive::AllocTable:
  case Primitive::FreeTable:
  case Primitive::Choose:
  case Primitive::Assume:
  case Primitive::WalkBegin:
  case Primitive::WalkEnd:
  case Primitive::Event: break;
  }
  return false;
}

[[noreturn]] void reject(const program::Program& program, std::uint32_t debug, std::string cause,
                         std::string remedy) {
  const program::Debug& place = program.debug[debug];
  const program::SourceLocation at =
      place.chain.empty() ? program::SourceLocation{} : place.chain[place.shown];
  throw InputError(Diagnostic{at.file.empty() ? program.name : at.file, at.line, at.column,
                              std::move(cause), std::move(remedy)});
}

template <class Each> void for_each_invoke(const program::Program& program, Each each) {
  for (const program::Function& function : program.functions)
    for (const program::Instruction& instruction : function.body)
      if (const auto* invoke = std::get_if<program::Invoke>(&instruction.operation))
        each(*invoke, instruction.debug);
}

} // namespace

void World::check_invariants() const {
  for (const CpuSetup& cpu : setup.cpus)
    for_each_invoke(cpu.program, [&](const program::Invoke& invoke, std::uint32_t debug) {
      if (invoke.primitive == Primitive::Require)
        reject(cpu.program, debug, "__wc_require() is a claim of an invariant, and this is a spec",
               "use __wc_assert() in a spec, or move the claim to an invariant's hook");
    });
  for (const InvariantSetup& invariant : setup.invariants)
    for_each_invoke(invariant.program, [&](const program::Invoke& invoke, std::uint32_t debug) {
      if (!only_looks(invoke.primitive))
        reject(invariant.program, debug,
               fmt::format("the invariant {} calls {}()", invariant.name,
                           program::info(invoke.primitive).c_name),
               "an invariant reads, writes its own static variables, and makes claims: a hook is "
               "no CPU");
    });
}

} // namespace walkcheck::machine
