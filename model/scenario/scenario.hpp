// SPDX-License-Identifier: GPL-2.0-only
// A scenario as its TOML file says it: who runs what, on which page tables, and what is claimed.
// Entry point: read_scenario(); build.hpp makes a machine of it.
#pragma once

#include "model/frontend/lower.hpp"
#include "model/machine/state/setup.hpp"
#include "model/term/term.hpp"
#include "model/word/level.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace walkcheck::scenario {

struct Place {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  auto operator<=>(const Place&) const = default;
};

struct Named {
  std::string name;
  Place place;
};

struct Expectation {
  std::string verdict; // as printed: "HOLDS"
  std::optional<std::uint64_t> executions;
  std::vector<std::string> properties; // for VIOLATED: exactly these; may be empty
};

// A 64-bit value that the scenario names. An open one stands for all values of its kind.
struct Input {
  enum class Kind : std::uint8_t {
    Fixed,
    Address, // of user space
    Page,    // the same, and a multiple of 4096
    Number,
    Word,  // of a page table
    Truth, // 1 or 0: see questions.hpp
  };
  std::string name;
  std::uint64_t value = 0; // of an open one: the value that is explored
  Place place;
  Kind kind = Kind::Fixed;
};

// One address of the one mm and how it is mapped at the start.
struct Mapping {
  std::string at; // the input's name, or the address as written
  term::Value address;
  word::Level level = word::Level::None;
  // For an address that is not mapped: the lowest level that has a table for it.
  word::Level tables = word::Level::None;
  std::optional<term::Value> word; // instead of a plain leaf of that level
  Place place;
};

struct Argument {
  term::Value value;
  std::string written; // for messages
  Place place;
};

// The initial value of a variable that the CPUs share, instead of the one in the specs.
struct VariableStart {
  std::string variable;
  std::string member; // "userspace_addr"; empty: it is one number
  Argument value;
  Place place;
};

// What a CPU is there for, by the folder that its spec is in.
enum class Role : std::uint8_t { Walker, Mutator, Other };

struct Cpu {
  std::string name;
  frontend::Source source;
  // Places of the macros that `define` and `drop` set; line 0 if they come from a template.
  std::map<std::string, Place> define_places;
  std::map<std::string, Argument> arguments;
  Role role = Role::Other;
  Place place; // of `run`
  Place arguments_place;
};

// The alternative that is chosen by a variant of a template, or for an input.
struct AxisValue {
  std::string axis;
  std::string value;
  bool operator==(const AxisValue&) const = default;
};

// A property in C that the scenario asks for.
struct Invariant {
  std::string name; // the file's, without its extension
  frontend::Source source;
  std::string claim; // the first sentence of the file's opening comment
  Place place;
};

struct Scenario {
  std::filesystem::path path;
  std::string file; // as the user named it, for messages
  std::string text;

  std::string title;
  std::string source;
  std::optional<Expectation> expectation;
  std::vector<AxisValue> variant; // of a template; empty for a plain scenario
  std::string because;            // of a variant: why this verdict is expected

  word::Paging paging = word::Paging::k4;
  std::string scheme = "T1"; // see schemes.hpp
  machine::ReadMode reads = machine::ReadMode::Source;
  std::uint32_t loop_bound = 8;
  std::uint32_t call_depth = 64;

  std::vector<Input> inputs;
  std::vector<term::TermId> conditions; // on the open inputs: none of these may be zero
  // Terms over the inputs, by index. A value that depends on no open input has no term.
  std::shared_ptr<term::Terms> terms = std::make_shared<term::Terms>();
  bool has_memory = false; // a scenario without [memory] has no page tables
  std::vector<Mapping> mappings;
  std::vector<VariableStart> variables;
  std::vector<machine::InitialVariable> asked; // words of variables with an input for each question
  std::vector<Cpu> cpus;
  std::size_t cpu_count = 0; // known before they are read

  // The built-in properties asked for; without `check` all of them.
  std::optional<std::vector<Named>> checks;
  std::vector<Invariant> invariants;
  std::vector<Named> covers;

  // If inputs are one of several alternatives: the scenario for each combination; this scenario
  // equals the first. Else empty.
  std::vector<Scenario> members;
  std::vector<AxisValue> chosen; // of a member
};

struct ReadOptions {
  std::filesystem::path specs;         // where `run` is looked up after the scenario's own folder
  std::vector<std::string> properties; // that exist
};

// Whether the scenario stands for more than one choice of inputs.
bool is_open(const Scenario& scenario);
// The bits that may be set in an open input of this kind.
std::uint64_t possible_bits(const Scenario& scenario, Input::Kind kind);
// Whether these values, by index, are among those that the inputs stand for.
bool fulfils(const Scenario& scenario, const std::vector<std::uint64_t>& values);
// The scenario with these values of its inputs, by index.
Scenario with_inputs(const Scenario& scenario, const std::vector<std::uint64_t>& values);

// Throws InputError with every error of the file. A variant of a template: "square.toml[W3,T1]",
// see variants.hpp.
Scenario read_scenario(const std::filesystem::path& path, const ReadOptions& options);

} // namespace walkcheck::scenario
