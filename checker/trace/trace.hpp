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

// A step to be taken: who, and which way where it has a choice.
struct Choice {
  machine::CpuId cpu = 0; // whose it is, or in whose column
  std::uint32_t alternative = 0;
  std::uint32_t actor = 0; // 0: the CPU's own; else Machine::actor_of(): it happens by itself
  auto operator<=>(const Choice&) const = default;
};

// A page as far as it is known. That of a table which a CPU allocates is known from its first link.
struct Frame {
  std::uint64_t number = 0;
  std::string name;                      // "PMD of hva", "new table 1 of fault", "frame 0x0"
  word::Level level = word::Level::None; // of a table's words, or of the leaf that maps the page
  std::string owner;                     // which mapping it is for: "hva"; none: for all, or new
  bool is_table = false;
  bool operator==(const Frame&) const = default;
};

// A variable or lock that is in no page, or what is at an address of a page.
struct Named {
  std::uint64_t address = 0;
  std::string name; // of what is in no page of a trace's frames: "mmu_lock", "kvm.mmu_seq"
  bool operator==(const Named&) const = default;
};

// A place in the source, through the calls that were inlined there.
struct Where {
  std::vector<program::SourceLocation> chain; // innermost first
  std::uint32_t shown = 0;                    // which of them a person is shown
  std::string source;                         // the text of that line
  bool operator==(const Where&) const = default;

  const program::SourceLocation* at() const { return chain.empty() ? nullptr : &chain[shown]; }
};

// What one step was, as data. Its words are made by a report.
struct Step {
  Choice choice;
  machine::StepKind kind = machine::StepKind::Finish;
  std::optional<program::Primitive> primitive; // of the kinds that are named by theirs
  Where where;
  std::string receiver; // the variable that received the value read, if known
  Named object;         // the word, table or lock; address 0 where there is none
  std::optional<std::uint64_t> before, after; // the word, where one was accessed
  word::Level level = word::Level::None;      // of the word, where it is known to be an entry
  std::optional<machine::FrameState> page;    // that the accessed word is in
  // The address of a walk that begins, the level that one ends with, an event's two values, what a
  // test of a lock or table found.
  std::vector<std::uint64_t> values;
  std::string event;                     // its name
  std::vector<machine::CpuId> waits_for; // whom, or, of an IPI that is taken, whose
  std::vector<Named> waited;             // in a loop until one of them changed
  std::vector<std::uint64_t> freed;      // the numbers of the pages that it freed
  bool operator==(const Step&) const = default;
};

// Where a CPU stands that can never go on, and what it waits for.
struct Waiting {
  machine::CpuId cpu = 0;
  Where where;
  std::optional<Named> lock;
  std::vector<machine::CpuId> cpus;          // that hold the lock, or that it waits for
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

// How short it is, and whether there is a shorter one: fewer context switches, else fewer steps,
// else a smaller input.
struct Length {
  std::uint64_t switches = 0;
  std::uint64_t steps = 0;
  std::uint64_t executions = 0; // that were compared
  bool least = false;           // they were all that there are
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

// An input that is one of several alternatives, and which.
struct InputChoice {
  std::string name;
  std::string choice;
  bool operator==(const InputChoice&) const = default;
};

struct Trace {
  std::string scenario;               // its file name, without folders
  std::vector<InputChoice> chosen;    // of the scenario's inputs that are one of several
  std::vector<InputValue> values;     // of its other open inputs
  std::vector<std::string> holds_for; // what is true of all inputs that this happens for
  std::vector<FileHash> inputs;       // the scenario, each spec and sliced file, sorted by name
  std::vector<std::string> cpus;      // names
  std::vector<Frame> frames;          // those of the start and those met, by number
  std::vector<machine::Cell> written; // Machine::written_cells(): what makes an access a step
  std::vector<Step> steps;
  std::vector<Waiting> waiting; // of a deadlock: each CPU that is in it
  Violation violation;
  Length length;
  bool operator==(const Trace&) const = default;
};

machine::ThreadId thread_of(const machine::Machine& machine, const Choice& choice);
// Whether it is one that the machine has and that can be taken now.
bool can_take(const machine::Machine& machine, const Choice& choice);

// Those that step or wait in it, in order.
std::vector<machine::CpuId> active_cpus(const Trace& trace);

// How often another CPU goes on. What happens by itself is nothing that a CPU goes on with.
std::uint64_t switches(const std::vector<Step>& steps);

} // namespace walkcheck::trace
