// SPDX-License-Identifier: GPL-2.0-only
// The initial state of a machine and its settings: what a scenario comes down to.
#pragma once

#include "model/program/program.hpp"
#include "model/term/term.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace walkcheck::machine {

using CpuId = std::uint32_t;

using ThreadId = std::uint32_t; // who steps: a CPU, or, counted on from them, an actor

using HeldId = std::uint32_t; // a set of locks that a CPU holds

inline constexpr unsigned kMaxCpus = 64;

using CpuSet = std::uint64_t; // as bits

constexpr CpuSet bit(CpuId cpu) {
  return CpuSet{1} << cpu;
}

enum class FrameState : std::uint8_t { NeverAllocated, LiveTable, FreedTable, Data };

// Source: each read of the source is a load. Merged: a plain read of a word that this CPU has
// read plainly before, with nothing but plain reads in between (no store, private ones included,
// no READ_ONCE, atomic, barrier or primitive), is no load of its own and gives the same value.
enum class ReadMode : std::uint8_t { Source, Merged };

struct InitialFrame {
  std::uint64_t number;
  FrameState state;
  std::string name; // for people: "PGD", "PTE of hva"
  // For a table the level of its words, for a page that of the leaf that maps it, counted as
  // PG_LEVEL_* is. 0: not known.
  std::uint8_t level = 0;
  std::string owner = {}; // which mapping it is for: "hva"; none: for all
};

struct InitialWord {
  term::Value address; // multiple of 8, inside a live table
  term::Value value;
};

// Replaces the initial value that the programs give.
struct InitialVariable {
  std::string variable; // not a local one
  std::uint64_t offset; // multiple of 8
  term::Value value;
  std::uint64_t bits = UINT64_MAX; // that are replaced; the others of the value are 0
};

struct CpuSetup {
  std::string name;
  program::Program program;
  std::vector<term::Value> arguments; // of the entry function, in order
};

// Its hooks run inside the steps of the CPUs, and may write its own variables alone.
struct InvariantSetup {
  std::string name;
  std::string claim; // in words
  program::Program program;
};

struct Setup {
  std::vector<CpuSetup> cpus; // 1 .. kMaxCpus
  std::vector<InvariantSetup> invariants;
  std::vector<InitialFrame> frames;
  std::vector<InitialWord> words;
  std::vector<InitialVariable> variables;
  ReadMode reads = ReadMode::Source;
  std::uint32_t loop_bound = 8; // back edges taken, per entry of the loop
  std::uint32_t call_depth = 64;
  std::uint64_t first_new_frame = 0x100000; // AllocTable counts up from here
  // The terms of values that stem from inputs; null: none do. And the predicates that making this
  // state relied on.
  std::shared_ptr<term::Terms> terms;
  std::vector<term::Predicate> assumed;
};

} // namespace walkcheck::machine
