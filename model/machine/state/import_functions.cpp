// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine/state/import_functions.hpp"

#include "model/machine/state/same_functions.hpp"
#include "model/program/diagnostic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace walkcheck::machine {
namespace {

using program::Function;
using program::Global;
using program::Operand;
using program::Program;

struct Taken {
  std::size_t program;
  std::uint32_t function;
};

// A call by name takes no address.
void for_each_taken(const Program& program, const auto& with) {
  const auto look = [&](const Operand& operand) {
    if (operand.kind == Operand::Kind::Function) with(static_cast<std::uint32_t>(operand.value));
  };
  for (const Function& function : program.functions)
    for (const program::Instruction& instruction : function.body) {
      const auto* call = std::get_if<program::Call>(&instruction.operation);
      if (call == nullptr)
        program::for_each_operand(instruction.operation, look);
      else
        std::ranges::for_each(call->arguments, look);
    }
  for (const Global& global : program.globals)
    for (const program::Relocation& relocation : global.relocations)
      look(relocation.target);
}

// The numbers of arguments in the program's calls through pointers.
std::set<std::size_t> arities(const Program& program) {
  std::set<std::size_t> found;
  for (const Function& function : program.functions)
    for (const program::Instruction& instruction : function.body)
      if (const auto* call = std::get_if<program::Call>(&instruction.operation))
        if (call->callee.kind != Operand::Kind::Function) found.insert(call->arguments.size());
  return found;
}

// Copies functions of one program into another, each once.
class Import {
public:
  Import(const Program& from, std::uint32_t owner, Program& to)
      : from_(from), owner_(owner), to_(to),
        debug_offset_(static_cast<std::uint32_t>(to.debug.size())),
        undefined_offset_(to.undefined.size()) {
    to_.undefined.insert(to_.undefined.end(), from.undefined.begin(), from.undefined.end());
    to_.debug.insert(to_.debug.end(), from.debug.begin(), from.debug.end());
    for (const std::string& name : from.opaque)
      if (std::ranges::find(to_.opaque, name) == to_.opaque.end()) to_.opaque.push_back(name);
    std::ranges::sort(to_.opaque);
  }

  // `several`: other CPUs have the function too.
  void add(std::uint32_t index, bool several) {
    whose_ = several ? from_.functions[index].name : "";
    function(index);
  }

private:
  std::uint32_t function(std::uint32_t index) {
    const auto next = static_cast<std::uint32_t>(to_.functions.size());
    const auto [known, inserted] = functions_.try_emplace(index, next);
    if (!inserted) return known->second;
    to_.functions.emplace_back();
    Function copy = from_.functions[index];
    for (program::Instruction& instruction : copy.body) {
      program::for_each_operand(instruction.operation, [&](Operand& operand) { move(operand); });
      instruction.debug += debug_offset_;
    }
    for (std::uint32_t& loop : copy.loops)
      loop += debug_offset_;
    to_.functions[next] = std::move(copy);
    return next;
  }

  void move(Operand& operand) {
    if (operand.kind == Operand::Kind::Function)
      operand.value = function(static_cast<std::uint32_t>(operand.value));
    if (operand.kind == Operand::Kind::Global) operand.value = variable(operand.value);
    if (operand.kind == Operand::Kind::Undefined) operand.value += undefined_offset_;
  }

  std::uint64_t variable(std::uint64_t index) {
    const std::uint64_t next = to_.globals.size();
    const auto [known, inserted] = variables_.try_emplace(index, next);
    if (!inserted) return known->second;
    to_.globals.emplace_back();
    Global copy = from_.globals[index];
    if (copy.local && !copy.constant && !whose_.empty()) fail(copy);
    if (copy.local && !copy.owner) copy.owner = owner_;
    for (program::Relocation& relocation : copy.relocations)
      move(relocation.target);
    to_.globals[next] = std::move(copy);
    return next;
  }

  // Fails: each CPU with that program has its own copy of the variable.
  [[noreturn]] void fail(const Global& variable) const {
    throw InputError(
        Diagnostic{variable.declared.place.file, variable.declared.place.line, 0,
                   fmt::format("{}() may be called through a pointer by {}, but each CPU of {} has "
                               "its own copy of its static variable '{}'",
                               whose_, to_.name, from_.name, variable.name),
                   "make it a variable that is not static"});
  }

  const Program& from_;
  std::uint32_t owner_;
  std::string whose_; // the function that is copied, where several CPUs have it
  Program& to_;
  std::uint32_t debug_offset_;
  std::uint64_t undefined_offset_;
  std::map<std::uint32_t, std::uint32_t> functions_;
  std::map<std::uint64_t, std::uint64_t> variables_;
};

} // namespace

void import_functions(Setup& setup) {
  std::vector<Program*> programs;
  for (CpuSetup& cpu : setup.cpus)
    programs.push_back(&cpu.program);
  for (InvariantSetup& invariant : setup.invariants)
    programs.push_back(&invariant.program);
  if (std::ranges::all_of(programs, [](const Program* each) { return arities(*each).empty(); }))
    return;
  const auto classes = same_functions({programs.begin(), programs.end()});

  // By class; of equal functions the first CPU's is taken.
  std::map<std::uint32_t, Taken> taken;
  for (std::size_t in = 0; in < setup.cpus.size(); ++in)
    for_each_taken(*programs[in], [&](std::uint32_t f) {
      taken.try_emplace(classes[in][f], Taken{in, f});
    });
  if (taken.empty()) return;

  const std::vector<Program> before = [&] {
    std::vector<Program> copies;
    for (std::size_t in = 0; in < setup.cpus.size(); ++in)
      copies.push_back(*programs[in]);
    return copies;
  }();
  for (std::size_t in = 0; in < programs.size(); ++in) {
    const std::set<std::size_t> called = arities(*programs[in]);
    const std::set<std::uint32_t> own(classes[in].begin(), classes[in].end());
    std::map<std::size_t, Import> imports; // by the program copied from
    for (const auto& [number, which] : taken) {
      const Program& home = before[which.program];
      if (own.contains(number) ||
          !called.contains(home.functions[which.function].parameters.size()))
        continue;
      const auto having = std::ranges::count_if(
          classes.begin(), classes.begin() + static_cast<std::ptrdiff_t>(setup.cpus.size()),
          [&](const auto& each) { return std::ranges::count(each, number) != 0; });
      imports
          .try_emplace(which.program, home, static_cast<std::uint32_t>(which.program),
                       *programs[in])
          .first->second.add(which.function, having > 1);
    }
  }
}

} // namespace walkcheck::machine
