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

// A shared variable has no CPU; a static of one translation unit has its CPU's.
using Key = std::pair<std::string, std::optional<CpuId>>;

Key key_of(CpuId cpu, const Global& global) {
  return {global.name, global.local ? std::optional(cpu) : std::nullopt};
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

Image::Image(const Setup& setup) {
  place_functions(setup);
  place_variables(setup);
  fill(setup);
}

void Image::place_functions(const Setup& setup) {
  std::set<std::string> names;
  for (const CpuSetup& cpu : setup.cpus) {
    for (const program::Function& function : cpu.program.functions)
      names.insert(function.name);
  }
  std::map<std::string, std::uint64_t> addresses;
  for (const std::string& name : names) {
    const std::uint64_t address =
        program::kFunctionBase + addresses.size() * program::kFunctionBytes;
    addresses[name] = address;
    function_names_[address] = name;
  }
  for (const CpuSetup& cpu : setup.cpus) {
    auto& own = functions_.emplace_back();
    auto& indices = function_indices_.emplace_back();
    for (const program::Function& function : cpu.program.functions) {
      const std::uint64_t address = addresses.at(function.name);
      if (!indices.emplace(address, static_cast<std::uint32_t>(own.size())).second) {
        fail(cpu.program, "two functions are named '" + function.name + "'", "rename one of them");
      }
      own.push_back(address);
    }
  }
}

void Image::place_variables(const Setup& setup) {
  std::map<Key, std::pair<const Global*, const Program*>> first;
  std::map<Key, bool> constant;
  for (CpuId cpu = 0; cpu < setup.cpus.size(); ++cpu) {
    const Program& program = setup.cpus[cpu].program;
    for (const Global& global : program.globals) {
      const Key key = key_of(cpu, global);
      const auto [known, inserted] = first.try_emplace(key, &global, &program);
      constant[key] = global.constant && (inserted || constant[key]);
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
    variables_[next] = {key.first, next, bytes, constant[key], std::vector<std::uint8_t>(bytes)};
    if (key.second) variables_[next].name += "@" + setup.cpus[*key.second].name;
    addresses[key] = next;
    next += (bytes / kAlignment + 1) * kAlignment;
  }
  for (CpuId cpu = 0; cpu < setup.cpus.size(); ++cpu) {
    auto& own = globals_.emplace_back();
    for (const Global& global : setup.cpus[cpu].program.globals) {
      own.push_back(addresses.at(key_of(cpu, global)));
    }
  }
}

void Image::fill(const Setup& setup) {
  std::map<std::uint64_t, const Program*> filled;
  for (CpuId cpu = 0; cpu < setup.cpus.size(); ++cpu) {
    const Program& program = setup.cpus[cpu].program;
    for (std::size_t i = 0; i < program.globals.size(); ++i) {
      const Global& global = program.globals[i];
      if (tentative(global)) continue;
      std::vector<std::uint8_t> bytes = global.initial;
      bytes.resize(global.bytes);
      for (const program::Relocation& relocation : global.relocations) {
        const bool variable = relocation.target.kind == Operand::Kind::Global;
        const std::uint64_t target = variable ? globals_[cpu].at(relocation.target.value)
                                              : functions_[cpu].at(relocation.target.value);
        add_word(bytes, relocation.offset, target + relocation.addend);
      }
      Variable& target = variables_.at(globals_[cpu][i]);
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

std::optional<std::uint32_t> Image::function_at(CpuId cpu, std::uint64_t address) const {
  const auto found = function_indices_[cpu].find(address);
  if (found == function_indices_[cpu].end()) return std::nullopt;
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
