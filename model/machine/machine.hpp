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

#include "model/machine/footprint.hpp"
#include "model/machine/operation/kind.hpp"
#include "model/machine/setup.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace walkcheck::machine {

enum class CpuStatus : std::uint8_t {
  Ready,
  Blocked,  // its next step waits for a lock, an IPI or a grace period
  Idle,     // of an actor: nobody has asked it for anything that it has not done
  Finished, // its entry function has returned
  Faulted,  // stopped by a fault or a failed assertion in it
  Pruned,   // an assumption was false
  Bounded,  // a loop or call-depth bound was met, or what nothing defines would have decided
};

enum class FindingKind : std::uint8_t {
  // Faults: the CPU stops.
  FreedTable,    // value: the address accessed
  FreedLock,     // value: the lock's address, in a freed table's page
  WildAccess,    // value: the address accessed
  DoubleFree,    // value: the table's address
  BadFree,       // value: an address that is no table
  NotHeld,       // value: the lock's address
  SleepInAtomic, // value: 0
  // At the end of the entry function.
  IrqsLeftOff,        // value: 0
  LockLeftHeld,       // value: the lock's address
  ReadSideLeft,       // value: 0; inside an RCU read-side section
  PreemptionLeftOff,  // value: 0
  ReachedUnreachable, // value: 0
  BadOperation,       // value: the operand; what has no kind of its own
  DivisionByZero,     // value: 0
  DivisionOverflow,   // value: the dividend
  ShiftTooFar,        // value: the distance; text: the width in bits
  NullCall,           // value: 0
  BadCall,            // value: what is called and is no function, or has other parameters
  UnbalancedSection,  // value: 0; the end of a section that has not begun. text: of which
  Misaligned,         // value: the address accessed; text: of which local, if it is of one
  OutsideLocal,       // value: the address accessed; text: the nearest local's name
  DeadLocal,          // value: the address accessed; text: the local's name
  UndefinedValue,     // text: the variable that was never written, where it has a name
  AssertFailed,       // text: the claim
  // Of an invariant's hook: the CPU goes on.
  InvariantFailed, // text: what is wrong, with the values
  // Notes: the CPU goes on, or stops without being at fault.
  Covered,          // text: the cover's name
  BoundMet,         // value: 0
  UnrelatedObjects, // value: 0; goes by where in memory two of them are: the run ends
  OthersLocal,      // value: the address accessed, in another CPU's locals: the CPU's run ends
  OpaqueValue,      // text: the function whose unknown value decides: the CPU's run ends
  Pruned,           // value: 0
};

// What an UnbalancedSection is of.
inline constexpr const char* kPreemption = "preemption";
inline constexpr const char* kReadSide = "RCU";

struct Finding {
  FindingKind kind;
  CpuId cpu;
  std::uint64_t value = 0;
  std::string text;
  std::uint32_t debug = 0; // in the Program::debug of the invariant, or else of the CPU
  // Met in a hook of it: its index in Setup::invariants.
  std::optional<std::uint32_t> invariant = std::nullopt;

  auto operator<=>(const Finding&) const = default;
};

inline constexpr std::uint32_t kNoDebug = UINT32_MAX; // of a step that no line of a program takes

// One step as it happened, for people: filled by last_step().
struct StepRecord {
  CpuId cpu;
  std::uint32_t actor; // 0: the CPU itself; else counted from 1, over all CPUs
  std::uint32_t alternative;
  StepKind kind;
  program::Primitive primitive; // of the step kinds that have one; else Fence
  std::uint32_t debug;          // in the CPU's Program::debug, or kNoDebug
  std::uint64_t address;        // word, table, lock or walked address
  std::uint64_t before, after;  // the word's (or operand's) value; equal for a load
  std::uint8_t bytes;
  std::vector<std::uint64_t> freed;  // frames that this step freed
  std::vector<std::uint64_t> waited; // addresses: until one of them changed, in a loop that waits
  CpuSet waits_for;  // recorded by an IpiSend or a grace period; of a TakeIpi, who sent it
  std::string event; // of an Event: its name; `before` and `after` are its values
};

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
  // With the actors: see actor.hpp.
  unsigned threads() const;
  CpuId cpu_of(ThreadId thread) const; // itself, or in whose name the actor steps
  // 0: the CPU itself; else counted from 1, over all CPUs.
  std::uint32_t actor_of(ThreadId thread) const {
    return thread < cpus() ? 0 : thread - cpus() + 1;
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
  // Why a Blocked CPU is: the lock's address and its holders, or the CPUs it waits for.
  // In a loop that only waits: the addresses of the words and locks that it looks at.
  struct Wait {
    std::uint64_t lock; // 0: not a lock
    CpuSet cpus;
    CpuSet behind = 0; // of a reader: the CPUs that wait to write the lock
    bool in_loop = false;
    std::vector<std::uint64_t> changes = {};
  };
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
