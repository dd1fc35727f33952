// SPDX-License-Identifier: GPL-2.0-only
// The small-step machine: words, frames, CPUs, RCU and locks, and what one step does to them.
//
// One step of a CPU is one visible operation plus the local work up to the next. A CPU's local
// state (call frames, registers, private memory, IRQ / preemption / RCU nesting) is interned, and
// (local state, value observed) -> next local state is memoised: each CPU is an automaton that is
// built on demand, and a step over a known edge is a table look-up. Steps are undone, not replayed.
//
// Entry points: step(), undo(). The machine knows nothing of searching; it never prints.
#pragma once

#include "model/machine/operation/step_record.hpp"
#include "model/machine/state/finding.hpp"
#include "model/machine/state/footprint.hpp"
#include "model/machine/state/setup.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace walkcheck::machine {

// Raised by a step that wrote a cell which somebody has taken for constant, or that came to where a
// lock has to be fair: what was explored without that is void. The machine is at its start again,
// and knows of this cell, and of all that the rest of the execution would have written, that they
// are.
class ConstantCellWritten : public std::runtime_error {
public:
  ConstantCellWritten() : std::runtime_error("a word taken for constant was written") {}
};

class Machine {
public:
  // Throws InputError where the setup is not one (an entry's arguments, globals that disagree).
  explicit Machine(Setup setup);
  ~Machine();
  Machine(Machine&&) noexcept;
  Machine& operator=(Machine&&) noexcept;

  unsigned cpus() const;
  // Those who step, the CPUs' programs first: see actor/actor.hpp.
  unsigned threads() const;
  CpuId cpu_of(ThreadId thread) const;   // itself, or in whose name the actor steps
  bool by_itself(ThreadId thread) const; // and not by a CPU's program
  // 0: the CPU itself; else counted from 1, over all CPUs.
  std::uint32_t actor_of(ThreadId thread) const {
    return by_itself(thread) ? thread - cpus() + 1 : 0;
  }
  ThreadId thread_of(CpuId cpu, std::uint32_t actor) const {
    return actor == 0 ? cpu : cpus() + actor - 1;
  }
  CpuStatus status(ThreadId thread) const;

  // Every CPU has, and what happens by itself has happened.
  bool have_all_finished() const;
  // Whether some actor can step.
  bool can_actor_step() const;

  // How many ways the thread's next step can go now: n at a Choose(n); at an AllocTable one more
  // than there are pages to be used again; else 1.
  unsigned alternatives(ThreadId thread) const;
  // Their numbers. A number means the same in each state; 0 is always there.
  unsigned alternative(ThreadId thread, unsigned index) const;
  bool has_alternative(ThreadId thread, unsigned alternative) const;

  struct Result {
    FootprintId footprint; // with what the invariants' hooks accessed in this step
    // In the order of occurrence, those of the hooks last; valid until the next step().
    std::span<const Finding> findings;
  };

  // The thread must be Ready. Throws ConstantCellWritten.
  Result step(ThreadId thread, unsigned alternative);
  void undo();
  std::size_t depth() const; // steps done and not undone

  // What hooks have read in the past decides which steps run them: see Hooks. A search begins, or
  // begins anew, at depth 0.
  void begin_search();
  // Whether a hook has read, for the first time, a cell that a step of this search had written
  // before: the footprints of such steps were too small.
  bool is_void() const;

  // Which cells were found to be written, sorted: what is a step and what is local work depends on
  // them. A trace keeps them, so that a new machine, told at depth 0, takes the same steps.
  std::vector<Cell> written_cells() const;
  void expect_written(std::span<const Cell> cells);

  // The footprint that the thread's next step would have in this state; for a Blocked one, the
  // footprint it would have were it granted.
  FootprintId pending(ThreadId thread, unsigned alternative = 0);
  // What the CPU's local state alone says of it; none: the CPU has ended, or it is an actor. Costs
  // nothing, and what it accesses, the step accesses: unless it fails.
  std::optional<FootprintId> own_footprint(ThreadId thread) const;

  const Footprint& footprint(FootprintId id) const;
  const Cell& cell(CellId id) const;

  // The locks that the CPU holds exclusively before its next step. Ids count up from 0.
  HeldId held(ThreadId thread) const;
  const std::vector<CellId>& locks(HeldId id) const; // sorted

  // What holds of all inputs for which everything since the start would have been the same; of a
  // setup with terms.
  std::span<const term::Predicate> predicates() const;

  // What the invariants find where every CPU has finished.
  std::vector<Finding> at_end();

  // The execution so far is one of the program, and at its end: no false assumption cut it. What
  // is asked below is asked of all that this was said of.
  void count_execution();
  // What a CPU has done.
  struct Deeds {
    bool looked = false;  // at a word that is not its own, constant ones included
    bool changed = false; // a word's value; or it allocated or freed a table
    // The same of a page-table word, a table, or a word that another CPU or an invariant accesses.
    bool changed_for_others = false;
  };
  Deeds deeds(CpuId cpu) const;
  // Whether the CPU has accessed a page-table word (constant ones included).
  bool touched_tables(CpuId cpu) const;
  // Whether the primitive with this debug index was come to: one that begins a walk or makes a
  // claim, of a CPU's program or, counted on from the CPUs, of an invariant's.
  bool came_to(std::uint32_t program, std::uint32_t debug) const;
  // Whether a hook of this invariant has come to one of its claims.
  bool has_claimed(std::uint32_t invariant) const;
  std::set<std::string> covered() const; // by name

  // --- For traces and reports ------------------------------------------------------------------

  const Setup& setup() const;
  StepRecord last_step() const;
  using Wait = machine::Wait;
  Wait wait(CpuId cpu) const;
  // Whose IPI an actor takes; none: it frees what is queued.
  std::optional<CpuId> sender_of(ThreadId actor) const;
  // Whether the ends of grace periods are steps of their own.
  bool frees_late() const;
  // Where a CPU that has not finished stands: its next visible operation.
  std::uint32_t next_debug(CpuId cpu) const;
  std::optional<std::uint64_t> returned(CpuId cpu) const; // of a Finished CPU with a result
  std::uint64_t word(std::uint64_t address) const;
  FrameState frame_state(std::uint64_t number) const;
  // "T3", "mmu_lock", "kvm.mmu_invalidate_seq + 8": a name for an address, stable over runs.
  std::string name_of(std::uint64_t address) const;
  // Where a program's variable is: of a CPU, or, counted on from the CPUs, of an invariant.
  std::uint64_t address_of(std::uint32_t program, std::size_t global) const;
  // Whether somebody can tell that the CPU turns IRQs off, or enters a read-side section.
  bool irqs_observed(CpuId cpu) const;
  bool section_observed(CpuId cpu) const;
  // Frames that CPUs allocate: the first is CPU 0's first, the next one CPU 1's first, and so on.
  std::uint64_t first_new_frame() const;
  // The complete state as text, for tests and oracles: equal for equal states, and only for them.
  // Ended CPUs count by how they ended.
  std::string state() const;

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace walkcheck::machine
