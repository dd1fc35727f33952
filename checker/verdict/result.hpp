// SPDX-License-Identifier: GPL-2.0-only
// The result of verifying one scenario. Reports are made from this and nothing else.
#pragma once

#include "checker/trace/listed_execution.hpp"
#include "checker/trace/trace.hpp"
#include "model/program/diagnostic.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace walkcheck::verdict {

enum class Verdict : std::uint8_t {
  Holds,
  Violated,
  Inconclusive,
  Vacuous,
  Diverged,
  Unexpected,
  Usage,
  BadInput,
  Internal,
};

struct PropertyResult {
  enum class Status : std::uint8_t { Holds, Violated, Unchecked };
  std::string name;
  std::string claim;
  Status status = Status::Unchecked;
  std::string reason; // why it failed, or why it was not checked to the end
};

struct CoverResult {
  std::string name;
  bool reached = false;
};

// The inputs for which the exploration is the same.
struct ClassResult {
  std::vector<term::Predicate> predicates; // hold for its members, and for no other inputs
  std::vector<term::Predicate> essential;  // without those that follow from the others
  std::vector<std::string> words;          // the chosen alternatives, and `essential`
  std::vector<std::string> representative; // the smallest: "a = 0x1000"
  std::uint64_t executions = 0;
  std::uint64_t cut = 0;               // by a false assumption, and no executions of the program
  std::optional<std::string> violated; // the first violated property
  std::string no_memory;               // why the mappings of its members contradict each other
};

// Something in the text that was not really checked. It is reported, but does not change the
// verdict.
struct Note {
  enum class Kind : std::uint8_t {
    ClaimNotReached, // no execution reaches the claim
    WalkNotReached,  // no execution reaches its beginning
    ClaimCannotFail, // as nobody writes the variable
  };
  Kind kind;
  std::string of;            // the invariant, or the CPU
  std::string place;         // "mmu.c:3035"
  std::string variable = {}; // for ClaimCannotFail
  auto operator<=>(const Note&) const = default;
};

struct OpaqueFunction {
  std::string name;
  std::string spec; // the spec that calls it
  auto operator<=>(const OpaqueFunction&) const = default;
};

struct SolverUse {
  std::uint64_t queries = 0;
  double seconds = 0; // for benchmarks: no report has it
};

struct Result {
  std::string scenario; // file name without folders
  std::string title;
  Verdict verdict = Verdict::Internal;
  std::vector<std::string> reasons; // why INCONCLUSIVE, VACUOUS or UNEXPECTED, a line each
  std::vector<Note> notes;
  std::uint64_t executions = 0; // complete ones
  std::uint64_t cut = 0;        // by a false assumption, and no executions of the program
  std::uint64_t blocked = 0;
  std::uint64_t steps = 0;
  std::vector<std::string> alone; // CPUs that were explored without each other
  std::uint64_t states = 0;       // of the state engine, which counts no executions
  // For a scenario with open inputs. Without them there is one class, the inputs as they are.
  std::optional<std::vector<ClassResult>> classes;
  bool classes_complete = false;
  SolverUse solver;
  std::vector<PropertyResult> properties;
  std::vector<CoverResult> covers;
  std::vector<OpaqueFunction> opaque; // assumed to do nothing
  std::optional<trace::Trace> counterexample;
  std::vector<trace::ListedExecution> listed; // if the options ask for them
  std::vector<Diagnostic> diagnostics;        // of BadInput
};

} // namespace walkcheck::verdict
