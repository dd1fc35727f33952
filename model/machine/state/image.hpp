// SPDX-License-Identifier: GPL-2.0-only
// All programs of a setup, linked into one address space: the address of each variable and
// function.
//
// Variables with the same name are one variable, except `local` ones, of which each CPU (and each
// invariant) has its own. Equal functions have the same address, and each CPU runs its own
// program's text of it, with its own statics: so a table of callbacks in a shared variable works
// for every CPU.
#pragma once

#include "model/machine/state/setup.hpp"
#include "model/program/layout.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace walkcheck::machine {

// A CPU's program has the CPU's number; those of the invariants follow.
using ProgramId = std::uint32_t;

struct NamedProgram {
  std::string name; // the CPU's or the invariant's
  const program::Program* program;
  bool is_invariant;
};
using Programs = std::vector<NamedProgram>; // by ProgramId

Programs programs_of(const Setup& setup);

struct Variable {
  std::string name;
  std::uint64_t address = 0;
  std::uint64_t bytes = 0;
  bool constant = false;
  bool ghost = false; // of an invariant: no CPU can see it
  bool sptes = false; // its words are SPTEs
  std::vector<std::uint8_t> initial;
  std::vector<program::Member> members;
  std::vector<program::Extent> not_given = {}; // see program::Global
  std::uint64_t alignment = 1;                 // that the texts ask for
  bool placed = false;                         // at an address that is known: see program::Storage
};

// A variable or function: its first address, how many bytes are its, and what is known of where it
// is.
struct Object {
  std::string name;
  std::uint64_t address = 0;
  std::uint64_t bytes = 0;
  std::uint64_t alignment = 1;
};

class Image {
public:
  // Throws InputError where programs disagree about a variable.
  explicit Image(const Setup& setup);

  std::uint64_t global(ProgramId in, std::uint64_t index) const { return globals_[in][index]; }
  std::uint64_t function(ProgramId in, std::uint64_t index) const { return functions_[in][index]; }
  // The index, in that program, of the function at this address.
  std::optional<std::uint32_t> function_at(ProgramId in, std::uint64_t address) const;
  std::optional<std::string> function_name(std::uint64_t address) const;

  // The variable that holds all of these bytes.
  const Variable* find(std::uint64_t address, std::uint64_t bytes) const;
  const std::map<std::uint64_t, Variable>& variables() const { return variables_; } // by address
  // The variable or function that the address is in, or near to, but for placed ones. A per-CPU
  // variable is an object too, beside its instances.
  std::optional<Object> object_at(std::uint64_t address) const;
  // The per-CPU variable that has this address, at which nothing is.
  const Variable* per_cpu_at(std::uint64_t address) const;
  // Functions are at multiples of kFunctionBytes up to here.
  std::uint64_t functions_end() const {
    return program::kFunctionBase + function_names_.size() * program::kFunctionBytes;
  }
  // The variable of this name that all CPUs share.
  const Variable* named(const std::string& name) const;
  // The initial value of the 8 bytes at a multiple of 8, and which bits of it no text gives.
  std::uint64_t initial_word(std::uint64_t address) const;
  std::uint64_t not_given(std::uint64_t address) const;

private:
  void place_functions(const Programs& programs);
  void place_variables(const Programs& programs);
  void place_instances(const Programs& programs);
  void fill(const Programs& programs);
  void find_not_given(const Programs& programs);
  Variable& at(std::uint64_t address); // there is one
  const Variable* in_zone_of(const std::map<std::uint64_t, Variable>& variables,
                             std::uint64_t address) const;

  std::vector<std::vector<std::uint64_t>> globals_;   // [program][index in Program::globals]
  std::vector<std::vector<std::uint64_t>> functions_; // [program][index in Program::functions]
  std::vector<std::map<std::uint64_t, std::uint32_t>> function_indices_; // [program]: by address
  std::map<std::uint64_t, std::string> function_names_;
  std::map<std::uint64_t, Variable> variables_; // by address
  std::map<std::uint64_t, Variable> per_cpu_;   // by address
  std::uint64_t zone_ = 0;                      // beside each variable, see object_at()
};

} // namespace walkcheck::machine
