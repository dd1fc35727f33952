// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine/hooks/check_invariants.hpp"

#include "model/program/diagnostic.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace walkcheck::machine {
namespace {

using program::Primitive;

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

void check_invariants(const Setup& setup) {
  for (const CpuSetup& cpu : setup.cpus)
    for_each_invoke(cpu.program, [&](const program::Invoke& invoke, std::uint32_t debug) {
      if (invoke.primitive == Primitive::Require)
        reject(cpu.program, debug, "__wc_require() is a claim of an invariant, but this is a spec",
               "use __wc_assert() in a spec, or move the claim to an invariant's hook");
    });
  for (const InvariantSetup& invariant : setup.invariants)
    for_each_invoke(invariant.program, [&](const program::Invoke& invoke, std::uint32_t debug) {
      if (!program::has(invoke.primitive, program::Trait::ForHooks))
        reject(invariant.program, debug,
               fmt::format("the invariant {} calls {}()", invariant.name,
                           program::info(invoke.primitive).c_name),
               "an invariant reads, writes its own static variables, and makes claims: a hook is "
               "not a CPU");
    });
}

} // namespace walkcheck::machine
