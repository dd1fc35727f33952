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

// Raised by a step that wrote a cell which was taken for constant, or that showed that a lock has
// to be fair: what was explored without that knowledge is void. The machine is at its start again,
// and now knows that this cell is written, and all cells that the rest of the execution would
// write.
class ConstantCellWritten : public std::runtime_error {
public:
  ConstantCellWritten() : std::runtime_error("a word taken for constant was written") {}
};

class Machine {
public:
  // Throws InputError if the setup is invalid (wrong arguments of an entry, globals that disagree).
  explicit Machine(Setup setup);
  ~Machine();
  Machine(Machine&&) noexcept;
  Machine& operator=(Machine&&) noexcept;

  unsigned cpus() const;
  // The number of threads; the CPUs' programs come first: see actor/actor.hpp.
  unsigned threads() const;
  CpuId cpu_of(ThreadId thread) const;   // the CPU itself, or the one in whose name the actor steps
  bool by_itself(ThreadId thread) const; // it is an actor without a program
  // 0: the CPU itself; else counted from 1, over all CPUs.
  std::uint32_t actor_of(ThreadId thread) const {
    return by_itself(thread) ? thread - cpus() + 1 : 0;
  }
  ThreadId thread_of(CpuId cpu, std::uint32_t actor) const {
    return actor == 0 ? cpu : cpus() + actor - 1;
  }
  CpuStatus status(ThreadId thread) const;

  // Every CPU has finished, and no actor has anything left to do.
  bool have_all_finished() const;
  // Whether some actor can step.
  bool can_actor_step() const;

  // How many ways the thread's next step can go now: n for a Choose(n); for an AllocTable, one more
  // than there are pages to use again; else 1.
  unsigned alternatives(ThreadId thread) const;
  // The numbers of these ways. A number means the same in each state; 0 always exists.
  unsigned alternative(ThreadId thread, unsigned index) const;
  bool has_alternative(ThreadId thread, unsigned alternative) const;

  struct Result {
    FootprintId footprint; // with what the invariants' hooks accessed in this step
    // In the order in which they occurred, with those of hooks last; valid until the next step().
    std::span<const Finding> findings;
  };

  // The thread must be Ready. Throws ConstantCellWritten.
  Result step(ThreadId thread, unsigned alternative);
  void undo();
  std::size_t depth() const; // steps done and not undone

  // The complete state as numbers, for a search that remembers where it was: equal for equal
  // states since begin_search(), and only for them. Later rows may be longer; what a shorter one
  // lacks are zeros.
  void state(std::vector<std::uint32_t>& numbers);

  // CPUs that never begin: they count as finished, with nothing done. The machine is at depth 0,
  // and starts anew; what was learnt about written cells stays.
  void leave_out(CpuSet cpus);
  // Whether all that this CPU was seen to do since the machine started is of no effect on others
  // but to make them wait: it has read words, taken and released locks that are in no page, turned
  // IRQs off and on and been in read-side sections; and it never waited while another waited for
  // it.
  bool is_bystander(CpuId cpu) const;

  // The locks that have turned out to be fair: see wait_graph.hpp.
  std::size_t fair_locks() const;

  // What hooks have read in the past decides which steps run them: see Hooks. A search begins, or
  // begins anew, at depth 0.
  void begin_search();
  // Whether a hook has read, for the first time, a cell that a step of this search had written
  // before: the footprints of such steps were too small.
  bool is_void() const;

  // The cells known to be written, sorted: they decide what is a step and what is local work. A
  // trace keeps them, so that a new machine, told of them at depth 0, takes the same steps.
  std::vector<Cell> written_cells() const;
  void expect_written(std::span<const Cell> cells);

  // The footprint that the thread's next step would have in this state; for a Blocked thread, as if
  // the step were granted.
  FootprintId pending(ThreadId thread, unsigned alternative = 0);
  // The part of that footprint that the CPU's local state decides; none if the CPU has ended, or
  // the thread is an actor. Cheap to ask for. The step accesses at least this, unless it fails.
  std::optional<FootprintId> own_footprint(ThreadId thread) const;

  const Footprint& footprint(FootprintId id) const;
  const Cell& cell(CellId id) const;

  // The locks that the CPU holds exclusively before its next step. Ids count up from 0.
  HeldId held(ThreadId thread) const;
  const std::vector<CellId>& locks(HeldId id) const; // sorted

  // With all inputs that fulfil these, everything since the start would have been the same; for a
  // setup with terms.
  std::span<const term::Predicate> predicates() const;

  // What the invariants find when every CPU has finished.
  std::vector<Finding> at_end();

  // To be called at the end of an execution that no false assumption cut, which is thus one of the
  // program. The questions below are about all executions counted in this way.
  void count_execution();
  // What a CPU has done.
  struct Deeds {
    bool looked = false;  // at a word that is not its own, even a constant one
    bool changed = false; // a word's value, or allocated or freed a table
    // Changed a page-table word, a table, or a word that another CPU or an invariant accesses.
    bool changed_for_others = false;
  };
  Deeds deeds(CpuId cpu) const;
  // Whether the CPU has accessed a page-table word (constant ones included).
  bool touched_tables(CpuId cpu) const;
  // Whether the primitive with this debug index was reached: one that begins a walk or makes a
  // claim. `program` is a CPU's number or, counted on from the CPUs, an invariant's.
  bool came_to(std::uint32_t program, std::uint32_t debug) const;
  // Whether a hook of this invariant has reached one of its claims.
  bool has_claimed(std::uint32_t invariant) const;
  std::set<std::string> covered() const; // by name

  // --- For traces and reports ------------------------------------------------------------------

  const Setup& setup() const;
  StepRecord last_step() const;
  using Wait = machine::Wait;
  Wait wait(CpuId cpu) const;
  // The CPU whose IPI an actor takes; none: it frees what is queued.
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
  // The address of a variable of a program: a CPU's or, counted on from the CPUs, an invariant's.
  std::uint64_t address_of(std::uint32_t program, std::size_t global) const;
  // Whether somebody can observe that the CPU turns IRQs off, or enters a read-side section.
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
