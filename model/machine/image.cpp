// SPDX-License-Identifier: GPL-2.0-only
// Linking. Addresses follow from the sorted names alone, so they do not depend on the order in
// which a scenario lists its CPUs' variables.
#include "model/machine/image.hpp"

#include "model/program/diagnostic.hpp"
#include "model/program/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace walkcheck::machine {
namespace {

using program::Global;
using program::Operand;
using program::Program;

constexpr std::uint64_t kAlignment = 64;
// Addresses behind a variable that are nobody's: as many as it is long, and never fewer than these.
constexpr std::uint64_t kLeastGap = 4096;

// A shared variable has no program; a static of one translation unit has its own.
using Key = std::pair<std::string, std::optional<ProgramId>>;

Key key_of(ProgramId in, const Global& global) {
  return {global.name, global.local ? std::optional(in) : std::nullopt};
}

bool tentative(const Global& global) {
  return global.relocations.empty() &&
         std::ranges::all_of(global.initial, [](std::uint8_t byte) { return byte == 0; });
}

void fail(const Program& program, std::string cause, std::string remedy) {
  throw InputError(Diagnostic{program.name, 0, 0, std::move(cause), std::move(remedy)});
}

void add_word(std::vector<std::uint8_t>& bytes, std::uint64_t offset, std::uint64_t value) {
  for (std::uint64_t i = 0; i < 8 && offset + i < bytes.size(); ++i) {
    bytes[offset + i] = static_cast<std::uint8_t>(value >> (8 * i));
  }
}

} // namespace

Programs programs_of(const Setup& setup) {
  Programs programs;
  for (const CpuSetup& cpu : setup.cpus)
    programs.push_back({cpu.name, &cpu.program, false});
  for (const InvariantSetup& invariant : setup.invariants)
    programs.push_back({invariant.name, &invariant.program, true});
  return programs;
}

Image::Image(const Setup& setup) {
  const Programs programs = programs_of(setup);
  place_functions(programs);
  place_variables(programs);
  fill(programs);
}

void Image::place_functions(const Programs& programs) {
  std::set<std::string> names;
  for (const NamedProgram& in : programs) {
    for (const program::Function& function : in.program->functions)
      names.insert(function.name);
  }
  std::map<std::string, std::uint64_t> addresses;
  for (const std::string& name : names) {
    const std::uint64_t address =
        program::kFunctionBase + addresses.size() * program::kFunctionBytes;
    addresses[name] = address;
    function_names_[address] = name;
  }
  for (const NamedProgram& in : programs) {
    auto& own = functions_.emplace_back();
    auto& indices = function_indices_.emplace_back();
    for (const program::Function& function : in.program->functions) {
      const std::uint64_t address = addresses.at(function.name);
      if (!indices.emplace(address, static_cast<std::uint32_t>(own.size())).second) {
        fail(*in.program, "two functions are named '" + function.name + "'", "rename one of them");
      }
      own.push_back(address);
    }
  }
}

void Image::place_variables(const Programs& programs) {
  std::map<Key, std::pair<const Global*, const Program*>> first;
  std::map<Key, bool> constant, sptes;
  for (ProgramId in = 0; in < programs.size(); ++in) {
    const Program& program = *programs[in].program;
    for (const Global& global : program.globals) {
      const Key key = key_of(in, global);
      const auto [known, inserted] = first.try_emplace(key, &global, &program);
      constant[key] = global.constant && (inserted || constant[key]);
      sptes[key] |= global.sptes;
      if (known->second.first->bytes == global.bytes) continue;
      fail(program,
           fmt::format("the variable '{}' has {} bytes here and {} in {}", global.name,
                       global.bytes, known->second.first->bytes, known->second.second->name),
           "give it one type in a header that both include, or make it static");
    }
  }
  std::map<Key, std::uint64_t> addresses;
  std::uint64_t next = program::kGlobalBase;
  for (const auto& [key, global] : first) {
    const std::uint64_t bytes = global.first->bytes;
    if (bytes > program::kFunctionBase - next) {
      fail(*global.second, "the variable '" + key.first + "' does not fit the 1 GiB of variables",
           "make it smaller");
    }
    const bool ghost = key.second && programs[*key.second].is_invariant && !constant[key];
    variables_[next] = {key.first,
                        next,
                        bytes,
                        constant[key],
                        ghost,
                        sptes[key],
                        std::vector<std::uint8_t>(bytes),
                        global.first->members};
    if (key.second) variables_[next].name += "@" + programs[*key.second].name;
    addresses[key] = next;
    next += (bytes / kAlignment + 1) * kAlignment + std::max(bytes / kAlignment * kAlignment, kLeastGap);
  }
  for (ProgramId in = 0; in < programs.size(); ++in) {
    auto& own = globals_.emplace_back();
    for (const Global& global : programs[in].program->globals) {
      own.push_back(addresses.at(key_of(in, global)));
    }
  }
}

void Image::fill(const Programs& programs) {
  std::map<std::uint64_t, const Program*> filled;
  for (ProgramId in = 0; in < programs.size(); ++in) {
    const Program& program = *programs[in].program;
    for (std::size_t i = 0; i < program.globals.size(); ++i) {
      const Global& global = program.globals[i];
      if (tentative(global)) continue;
      std::vector<std::uint8_t> bytes = global.initial;
      bytes.resize(global.bytes);
      for (const program::Relocation& relocation : global.relocations) {
        const bool variable = relocation.target.kind == Operand::Kind::Global;
        const std::uint64_t target = variable ? globals_[in].at(relocation.target.value)
                                              : functions_[in].at(relocation.target.value);
        add_word(bytes, relocation.offset, target + relocation.addend);
      }
      Variable& target = variables_.at(globals_[in][i]);
      const auto [earlier, inserted] = filled.try_emplace(target.address, &program);
      if (!inserted && target.initial != bytes) {
        fail(program,
             "the variable '" + global.name + "' has another initial value than in " +
                 earlier->second->name,
             "define it once and declare it extern elsewhere, or make it static");
      }
      target.initial = std::move(bytes);
    }
  }
}

std::optional<std::uint32_t> Image::function_at(ProgramId in, std::uint64_t address) const {
  const auto found = function_indices_[in].find(address);
  if (found == function_indices_[in].end()) return std::nullopt;
  return found->second;
}

std::optional<std::string> Image::function_name(std::uint64_t address) const {
  const auto found = function_names_.find(address);
  if (found == function_names_.end()) return std::nullopt;
  return found->second;
}

const Variable* Image::find(std::uint64_t address, std::uint64_t bytes) const {
  auto next = variables_.upper_bound(address);
  if (next == variables_.begin()) return nullptr;
  const Variable& variable = std::prev(next)->second;
  const std::uint64_t offset = address - variable.address;
  if (offset > variable.bytes || bytes > variable.bytes - offset) return nullptr;
  return &variable;
}

const Variable* Image::named(const std::string& name) const {
  for (const auto& [address, variable] : variables_)
    if (variable.name == name) return &variable;
  return nullptr;
}

std::uint64_t Image::initial_word(std::uint64_t address) const {
  const Variable* variable = find(address, 1);
  if (variable == nullptr) return 0;
  std::uint64_t word = 0;
  const std::uint64_t offset = address - variable->address;
  for (std::uint64_t i = 0; i < 8 && offset + i < variable->bytes; ++i) {
    word |= static_cast<std::uint64_t>(variable->initial[offset + i]) << (8 * i);
  }
  return word;
}

} // namespace walkcheck::machine
