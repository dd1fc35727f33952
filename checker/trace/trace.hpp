// SPDX-License-Identifier: GPL-2.0-only
// One recorded interleaving: all that is needed to read it and to run it again.
#pragma once

#include "model/machine/machine.hpp"
#include "model/program/source.hpp"
#include "model/word/level.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace walkcheck::trace {

// A step to be taken: whose, and which way if it has a choice.
struct Choice {
  machine::CpuId cpu = 0; // whose step it is, or in whose column the actor is
  std::uint32_t alternative = 0;
  std::uint32_t actor = 0; // 0: the CPU's own step; else Machine::actor_of() of an actor
  auto operator<=>(const Choice&) const = default;
};

// What is known of a page. The level of a table that a CPU allocates is known from its first link
// on.
struct Frame {
  std::uint64_t number = 0;
  std::string name;                      // "PMD of hva", "new table 1 of fault", "frame 0x0"
  word::Level level = word::Level::None; // of a table's words, or of the leaf that maps the page
  std::string owner;                     // which mapping it is for: "hva"; none: for all, or new
  bool is_table = false;
  bool operator==(const Frame&) const = default;
};

// What is at an address: a variable or lock outside all pages, or something in a page.
struct Named {
  std::uint64_t address = 0;
  std::string name; // if it is in none of the trace's frames: "mmu_lock", "kvm.mmu_seq"
  bool operator==(const Named&) const = default;
};

// A position in the source, with the calls through which it was inlined.
struct Where {
  std::vector<program::SourceLocation> chain; // innermost first
  std::uint32_t shown = 0;                    // index of the one to show to people
  std::string source;                         // the text of that line
  bool operator==(const Where&) const = default;

  const program::SourceLocation* at() const { return chain.empty() ? nullptr : &chain[shown]; }
};

// What one step did, as data. Reports put it into words.
struct Step {
  Choice choice;
  machine::StepKind kind = machine::StepKind::Finish;
  std::optional<program::Primitive> primitive; // of kinds whose primitive names them
  Where where;
  std::string receiver; // the variable that received the value read, if known
  Named object;         // the word, table or lock; address 0 where there is none
  std::optional<std::uint64_t> before, after; // of the word, if one was accessed
  word::Level level = word::Level::None;      // of the word, if it is known to be an entry
  std::optional<machine::FrameState> page;    // the page that the accessed word is in
  // By kind: the address of a walk that begins, the level with which a walk ends, an event's two
  // values, or the result of a test of a lock or table.
  std::vector<std::uint64_t> values;
  std::string event;                     // its name
  std::vector<machine::CpuId> waits_for; // the CPUs waited for; of an IPI that is taken, its sender
  std::vector<Named> waited;             // in a loop, until one of these changed
  std::vector<std::uint64_t> freed;      // the numbers of the pages that it freed
  bool operator==(const Step&) const = default;
};

// A CPU that can never go on: where it stands, and what it waits for.
struct Waiting {
  machine::CpuId cpu = 0;
  Where where;
  std::optional<Named> lock;
  std::vector<machine::CpuId> cpus;          // those that hold the lock, or that it waits for
  std::vector<machine::CpuId> behind;        // of a reader: those that wait to write the lock
  std::optional<std::vector<Named>> changes; // in a loop: until one of these changes
  bool operator==(const Waiting&) const = default;
};

struct Violation {
  std::string property; // "no_freed_table"
  std::string claim;    // what the property says
  std::string reason;   // why it failed here
  std::optional<machine::CpuId> cpu;
  bool operator==(const Violation&) const = default;
};

// How long the trace is, and whether it is the shortest. Shorter means fewer context switches; if
// equal, fewer steps; if equal, a smaller input.
struct Length {
  std::uint64_t switches = 0;
  std::uint64_t steps = 0;
  std::uint64_t executions = 0; // how many were compared
  bool least = false;           // those compared were all there are
  bool operator==(const Length&) const = default;
};

struct FileHash {
  std::string name; // as the scenario names it
  std::string sha256;
  bool operator==(const FileHash&) const = default;
};

// A named input of the scenario and its value in this trace.
struct InputValue {
  std::string name;
  std::uint64_t value;
  bool operator==(const InputValue&) const = default;
};

// An input that is one of several alternatives, and the one chosen.
struct InputChoice {
  std::string name;
  std::string choice;
  bool operator==(const InputChoice&) const = default;
};

struct Trace {
  std::string scenario;               // its file name, without folders
  std::vector<InputChoice> chosen;    // for the scenario's inputs that are one of several
  std::vector<InputValue> values;     // of its other open inputs
  std::vector<std::string> holds_for; // conditions that hold for all inputs with which this happens
  std::vector<FileHash> inputs;       // the scenario, each spec and sliced file, sorted by name
  std::vector<std::string> cpus;      // names
  std::vector<Frame> frames;          // those of the start and those met later, by number
  std::vector<machine::Cell> written; // Machine::written_cells(): what makes an access a step
  std::vector<Step> steps;
  std::vector<Waiting> waiting; // of a deadlock: each CPU that is in it
  Violation violation;
  Length length;
  bool operator==(const Trace&) const = default;
};

machine::ThreadId thread_of(const machine::Machine& machine, const Choice& choice);
// Whether the machine has this thread and alternative, and the step can be taken now.
bool can_take(const machine::Machine& machine, const Choice& choice);

// The CPUs that step or wait in the trace, in order.
std::vector<machine::CpuId> active_cpus(const Trace& trace);

// How often another CPU takes over. What happens by itself does not count.
std::uint64_t switches(const std::vector<Step>& steps);

} // namespace walkcheck::trace
