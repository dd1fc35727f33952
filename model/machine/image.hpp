// SPDX-License-Identifier: GPL-2.0-only
// All programs of a setup, linked into one address space: where each variable and function is.
//
// Variables of one name are one, except `local` ones, which each CPU has for itself. Functions of
// one name have one address, and each CPU runs its own program's text of it: a table of callbacks
// in a shared variable works for every CPU whose program has them.
#pragma once

#include "model/machine/setup.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace walkcheck::machine {

struct Variable {
  std::string name;
  std::uint64_t address = 0;
  std::uint64_t bytes = 0;
  bool constant = false;
  std::vector<std::uint8_t> initial;
};

class Image {
public:
  // Throws InputError where programs disagree about a variable.
  explicit Image(const Setup& setup);

  std::uint64_t global(CpuId cpu, std::uint64_t index) const { return globals_[cpu][index]; }
  std::uint64_t function(CpuId cpu, std::uint64_t index) const { return functions_[cpu][index]; }
  // The index, in the CPU's own program, of the function at this address.
  std::optional<std::uint32_t> function_at(CpuId cpu, std::uint64_t address) const;
  std::optional<std::string> function_name(std::uint64_t address) const;

  // The variable that holds all of these bytes.
  const Variable* find(std::uint64_t address, std::uint64_t bytes) const;
  // Of the 8 bytes at a multiple of 8.
  std::uint64_t initial_word(std::uint64_t address) const;

private:
  void place_functions(const Setup& setup);
  void place_variables(const Setup& setup);
  void fill(const Setup& setup);

  std::vector<std::vector<std::uint64_t>> globals_;   // [cpu][index in Program::globals]
  std::vector<std::vector<std::uint64_t>> functions_; // [cpu][index in Program::functions]
  std::vector<std::map<std::uint64_t, std::uint32_t>> function_indices_; // [cpu]: by address
  std::map<std::uint64_t, std::string> function_names_;
  std::map<std::uint64_t, Variable> variables_; // by address
};

} // namespace walkcheck::machine
