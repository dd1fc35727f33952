// SPDX-License-Identifier: GPL-2.0-only
// All that CPUs share: the linked image, the cells, and who may observe what.
//
// Things that appear in a run (new frames, grace periods) are numbered by CPU and count, never in
// an order over all CPUs: independent steps give the same numbers in either order.
#pragma once

#include "model/machine/state/cells.hpp"
#include "model/machine/state/deeds.hpp"
#include "model/machine/state/event.hpp"
#include "model/machine/state/footprints.hpp"
#include "model/machine/state/image.hpp"
#include "model/machine/state/local_state.hpp"
#include "model/machine/state/loops.hpp"
#include "model/machine/state/places.hpp"
#include "model/machine/state/setup.hpp"
#include "model/machine/state/wait_graph.hpp"
#include "model/program/layout.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace walkcheck::machine {

// The value of a Frame cell: a FrameState, or a live table that waits for a grace period.
inline constexpr std::uint64_t kQueued = 4;

constexpr std::uint64_t value_of(FrameState state) {
  return static_cast<std::uint64_t>(state);
}

constexpr bool is_live(std::uint64_t frame_value) {
  return frame_value == value_of(FrameState::LiveTable) || frame_value == kQueued;
}

enum class Flavour : std::uint8_t { Spin, ReadWrite, Mutex, Semaphore };

// A deferred free. The value of its Grace cell is the set of CPUs that still delay it.
struct GracePeriod {
  CellId members;
  CellId frame; // a slot that holds the frame's number
  CellId ended; // only in footprints
};

class World {
public:
  explicit World(Setup setup); // throws InputError

  const Setup setup;
  const Image image;
  term::Terms no_terms; // where nothing stems from inputs
  // The outcomes of decisions on values that stem from inputs, since the machine was last at its
  // start, and the terms they are about.
  term::Predicates predicates;
  Places places;
  Cells cells;
  Footprints footprints;
  std::vector<GracePeriod> graces;
  DeedLog deeds;
  bool is_void = false;       // a cell that local work relied on has been written
  bool has_allocated = false; // an allocation relied on the pages known to be reusable
  // Footprints of section ends, by the step's own footprint and what it does to each grace period.
  std::map<std::vector<std::uint64_t>, FootprintId> exit_footprints;
  std::vector<std::uint64_t> exit_key; // kept to save the allocation

  term::Terms& terms() const { return predicates.terms(); }
  bool is_whole() const { return is_whole_; } // whether a CPU runs kernel files as they are
  unsigned cpus() const { return static_cast<unsigned>(setup.cpus.size()); }
  const program::Program& program(ProgramId id) const { return *programs_[id].program; }
  // Null if nobody listens.
  const Event* event(const std::string& name) const;

  CellId word_cell(const term::Value& address); // of the 8 bytes at a multiple of 8
  CellId frame_cell(std::uint64_t number);
  CellId lock_cell(std::uint64_t address);
  CpuSet holders(CellId lock) const { return cells.value(lock); }
  bool is_exclusive(CellId lock) const { return cells.value(mode_cell(lock)) != 0; }
  void set_holders(CellId lock, CpuSet holders, bool exclusive) {
    cells.set(lock, holders);
    if (exclusive != is_exclusive(lock)) cells.set(mode_cell(lock), exclusive ? 1 : 0);
  }
  // Whether readers of the lock wait behind its writers: see wait_graph.hpp.
  CellId queue_cell(std::uint64_t address) {
    return cells.intern({Cell::Kind::Queue, address}, 0, false);
  }
  bool is_fair(std::uint64_t address) { return cells.is_known_to_change(queue_cell(address)); }
  WaitGraph wait_graph;
  // Makes the locks fair that have to be, by what the wait graph has learnt since the last call.
  void learn_fair_locks();
  // A lock turned out to have to be fair, or to be one that allocations look at: what was explored
  // is void.
  bool has_learnt = false;

  HeldId held(const std::vector<HeldLock>& locks); // those of them held exclusively
  const std::vector<CellId>& locks(HeldId id) const { return held_[id]; }
  std::uint32_t grace(CpuId cpu, std::uint64_t count); // index in `graces`
  std::uint32_t known_grace(CpuId cpu, std::uint64_t count) const;
  std::uint64_t new_frame(CpuId cpu, std::uint64_t count) const {
    return first_new_frame_ + (count * cpus() + cpu) * program::kFrameStride;
  }

  const Loops& loops(ProgramId text, std::uint32_t function);

  // Writes a Word or a Frame cell.
  void write(CellId cell, const term::Value& value) {
    if (!cells.is_known_to_change(cell)) first_write(cell);
    cells.set(cell, value);
  }

  // Whether the step of another CPU, or a grace period, depends on it.
  bool irqs_observed(CpuId cpu) const { return irqs_observed_[cpu]; }
  bool section_observed(CpuId cpu) const { return section_observed_[cpu]; }
  CellId irq_cell(CpuId cpu) const { return irq_cells_[cpu]; }
  CellId rcu_cell(CpuId cpu) const { return rcu_cells_[cpu]; }
  // Slots for the CPUs that a CPU's IPI or synchronize_rcu still waits for. They need not be in
  // footprints: for an IPI the Sent and Acked cells stand for the slot; that of a synchronize_rcu
  // is changed only by writers of the Rcu cells that were read for it.
  CellId ipi_slot(CpuId cpu) const { return ipi_slots_[cpu]; }
  CellId sync_slot(CpuId cpu) const { return sync_slots_[cpu]; }
  // The other CPUs that take an IPI of this CPU in a step of their own, as bits; and the cells that
  // stand for such steps in footprints.
  std::uint64_t interrupted_by(CpuId sender) const { return interrupted_by_[sender]; }
  CellId sent_cell(CpuId sender) { return cells.intern({Cell::Kind::Sent, sender}, 0, true); }
  CellId acked_cell(CpuId sender, CpuId target) {
    return cells.intern({Cell::Kind::Acked, static_cast<std::uint64_t>(sender) << 32 | target}, 0,
                        true);
  }
  // Pages that are freed in some execution, where some CPU allocates: an allocation looks at them
  // all, and may take any that is free. Sorted. Learnt, like the cells that change.
  const std::vector<std::uint64_t>& reusable() const { return reusable_; }
  bool add_reusable(std::uint64_t frame); // false: it was known, or nobody allocates
  bool is_reusable(std::uint64_t frame) const;
  // Whether a reusable page is free and no lock in it is held; and the locks in it.
  bool can_reuse(std::uint64_t frame);
  std::vector<CellId> locks_in(std::uint64_t frame);
  // The number of the alternative in which an allocation takes this page, the same in each run; 0
  // is a page that was never used.
  unsigned way_of(std::uint64_t frame) const;
  std::uint64_t frame_of(unsigned way) const;
  void free_table(CellId frame);
  void allocate_again(std::uint64_t frame);
  // Whether somebody can tell when, after its grace period, a table is freed.
  bool frees_late() const { return frees_late_; }
  // Slots that count a CPU's deferred frees: those asked for, and those of them that are done.
  CellId queued_slot(CpuId cpu) const { return queued_slots_[cpu]; }
  CellId called_slot(CpuId cpu) const { return called_slots_[cpu]; }

  // Whether a lock is used as one flavour throughout. The first use that any CPU comes to decides,
  // for all executions, so the answer does not depend on the order of steps.
  bool has_flavour(std::uint64_t lock, Flavour flavour);

  FrameState frame_state(std::uint64_t number) const;
  std::uint64_t word(std::uint64_t address) const;
  std::string name_of(std::uint64_t address) const;
  // Every cell that is not at its initial value, for comparing states.
  std::string state() const;

private:
  void check_cpus() const;
  void find_listeners();
  void check_memory();
  void set_variables();
  void find_observers();
  bool are_frees_told() const;
  void find_reusable();
  void make_cells();
  // This cell is interned right after its lock's. It is in no footprint: the Lock cell stands for
  // both.
  static CellId mode_cell(CellId lock) { return lock + 1; }
  void first_write(CellId cell);
  term::Value initial_word(std::uint64_t address) const;
  term::Value replaced(std::uint64_t address, const InitialVariable& given) const;
  std::string frame_name(std::uint64_t number) const;
  bool is_new(std::uint64_t frame) const {
    return frame >= first_new_frame_ && (frame - first_new_frame_) % program::kFrameStride == 0;
  }

  Programs programs_;
  bool is_whole_;
  std::map<std::string, Event> events_; // by name
  std::map<std::uint64_t, InitialFrame> frames_;
  std::map<std::uint64_t, term::Value> words_;
  std::uint64_t first_new_frame_ = 0;
  std::vector<bool> irqs_observed_, section_observed_;
  std::vector<std::uint64_t> interrupted_by_;
  bool frees_late_ = false;
  bool allocates_ = false;
  std::vector<std::uint64_t> reusable_;
  std::vector<CellId> irq_cells_, rcu_cells_, ipi_slots_, sync_slots_, queued_slots_, called_slots_;
  std::map<std::uint64_t, Flavour> flavours_;
  std::map<std::uint64_t, std::uint32_t> grace_indices_;
  std::vector<std::vector<CellId>> held_{{}}; // the empty set is the first
  std::map<std::pair<ProgramId, std::uint32_t>, Loops> loops_;
};

} // namespace walkcheck::machine
