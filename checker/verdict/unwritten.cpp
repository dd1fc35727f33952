// SPDX-License-Identifier: GPL-2.0-only
#include "checker/verdict/unwritten.hpp"

#include <algorithm>
#include <set>
#include <type_traits>
#include <utility>
#include <variant>

namespace walkcheck::verdict {
namespace {

using program::Operand;

// The variables that the addresses in a function's registers are computed from.
class Bases {
public:
  explicit Bases(const program::Function& function) : bases_(function.registers) {
    for (bool grows = true; grows;) {
      grows = false;
      for (const program::Instruction& instruction : function.body)
        grows |= std::visit([&](const auto& in) { return add(in); }, instruction.operation);
    }
  }

  std::set<std::uint64_t> of(const Operand& operand) const {
    if (operand.kind == Operand::Kind::Global) return {operand.value};
    if (operand.kind == Operand::Kind::Register) return bases_[operand.value];
    return {};
  }

private:
  template <class Kind> bool add(const Kind& in) {
    using namespace program;
    if constexpr (std::is_same_v<Kind, Binary>)
      return add(in.result, in.left) || add(in.result, in.right);
    else if constexpr (std::is_same_v<Kind, Select>)
      return add(in.result, in.if_true) || add(in.result, in.if_false);
    else if constexpr (std::is_same_v<Kind, Cast> || std::is_same_v<Kind, Copy>)
      return add(in.result, in.operand);
    else
      return false;
  }
  bool add(program::Register result, const Operand& from) {
    const std::set<std::uint64_t> more = of(from);
    const std::size_t before = bases_[result].size();
    bases_[result].insert(more.begin(), more.end());
    return bases_[result].size() != before;
  }

  std::vector<std::set<std::uint64_t>> bases_; // by register
};

// Whether the operation itself does no harm with an address: it reads there, or compares it. An
// address that it computes is judged where that is used.
bool is_harmless(const program::Operation& operation) {
  using namespace program;
  if (const auto* invoke = std::get_if<Invoke>(&operation))
    return has(invoke->primitive, Trait::KeepsNothing);
  return std::holds_alternative<Load>(operation) || std::holds_alternative<Compare>(operation) ||
         std::holds_alternative<Branch>(operation) || std::holds_alternative<Switch>(operation) ||
         std::holds_alternative<Binary>(operation) || std::holds_alternative<Cast>(operation) ||
         std::holds_alternative<Select>(operation) || std::holds_alternative<Copy>(operation);
}

} // namespace

Unwritten::Unwritten(const machine::Setup& setup) {
  for (const machine::CpuSetup& cpu : setup.cpus)
    programs_.push_back(&cpu.program);
  for (const machine::InvariantSetup& invariant : setup.invariants)
    programs_.push_back(&invariant.program);
  for (std::uint32_t i = 0; i < programs_.size(); ++i) {
    look_at_globals(i);
    for (const program::Function& function : programs_[i]->functions)
      look_at(i, function);
  }
  for (const machine::InitialVariable& given : setup.variables)
    // Named as in the image: a static is "name@program".
    write_all(given.variable.substr(0, given.variable.find('@')));
}

void Unwritten::write_all(const std::string& name) {
  for (std::uint32_t in = 0; in < programs_.size(); ++in)
    for (const program::Global& global : programs_[in]->globals)
      if (global.name == name) known_[key_of(in, global)].is_written = true;
}

Unwritten::Key Unwritten::key_of(std::uint32_t program, const program::Global& global) {
  if (!global.local) return {global.name, std::nullopt};
  return {global.name, global.owner.value_or(program)};
}

void Unwritten::write(std::uint32_t program, std::uint64_t global) {
  known_[key_of(program, programs_[program]->globals[global])].is_written = true;
}

void Unwritten::look_at_globals(std::uint32_t program) {
  for (const program::Global& global : programs_[program]->globals) {
    const bool zero =
        std::ranges::all_of(global.initial, [](std::uint8_t byte) { return byte == 0; });
    if (global.initialised || !zero || !global.relocations.empty())
      known_[key_of(program, global)].initialised_by.push_back(program);
    for (const program::Relocation& relocation : global.relocations)
      if (relocation.target.kind == Operand::Kind::Global) write(program, relocation.target.value);
  }
}

void Unwritten::look_at(std::uint32_t program, const program::Function& function) {
  const Bases bases(function);
  for (const program::Instruction& instruction : function.body) {
    if (is_harmless(instruction.operation)) continue;
    program::for_each_operand(instruction.operation, [&](const Operand& operand) {
      for (const std::uint64_t global : bases.of(operand))
        write(program, global);
    });
  }
}

std::optional<Unwritten::Variable> Unwritten::find(std::uint32_t program,
                                                   std::uint64_t global) const {
  const program::Global& variable = programs_[program]->globals[global];
  if (!variable.relocations.empty()) return std::nullopt;
  if (const auto known = known_.find(key_of(program, variable)); known != known_.end()) {
    const auto by_another = [&](std::uint32_t by) { return by != program; };
    if (known->second.is_written || std::ranges::any_of(known->second.initialised_by, by_another))
      return std::nullopt;
  }
  std::vector<std::uint8_t> initial = variable.initial;
  initial.resize(variable.bytes);
  return Variable{&variable.name, std::move(initial), variable.local && !variable.owner};
}

} // namespace walkcheck::verdict
