// SPDX-License-Identifier: GPL-2.0-only
// Cells that a CPU has to itself whenever it accesses them: no other CPU accesses them at all, or
// all do so holding one lock exclusively. A step on such cells depends on no step that another CPU
// could take in its place, so it needs no interleaving and runs on with the step before it. Entry
// points: note(), is_own().
//
// Source: for locks this is the both-mover of Lipton, "Reduction", CACM 18(12), 1975, with the lock
// sets of Savage et al., "Eraser", TOCS 15(4), 1997. Two accesses under one lock are ordered by the
// lock's own steps already, so no order is lost if the accesses themselves order nothing.
//
// Departure: which cells are a CPU's own is learnt. A cell is taken for one until a noted step
// shows otherwise. If steps have run on because of it by then, note() says that what was explored
// is void, and the search starts again with the cell known as shared. A search that ends without
// that has seen every access there is: up to the first step that breaks the rule, running on only
// swaps independent steps.
#pragma once

#include "model/machine/machine.hpp"

#include <cstdint>
#include <vector>

namespace walkcheck::search {

class OwnCells {
public:
  // A new search begins. Which cells are shared stays known.
  void begin_search();

  // Notes that the thread's step has this footprint, and is taken with these locks held. False:
  // what was explored is void.
  bool note(const machine::Machine& machine, machine::ThreadId cpu, machine::HeldId held,
            machine::FootprintId id) {
    if (machine.by_itself(cpu)) return note_actor(machine, id);
    return (held < noted_.size() && id < noted_[held].size() &&
            (noted_[held][id] >> cpu & 1) != 0) ||
           note_first(machine, cpu, held, id);
  }

  // Whether the footprint is known to access what is shared.
  bool is_shared(machine::FootprintId id) const {
    return id < answers_.size() && answers_[id] == Answer::Shared;
  }

  // Whether all that a noted footprint accesses is the CPU's own. If so, that is relied on from now
  // on.
  bool is_own(const machine::Machine& machine, machine::FootprintId id) {
    if (answers_[id] == Answer::Unknown) find_out(machine, id);
    return answers_[id] == Answer::Own;
  }

private:
  enum class Answer : std::uint8_t { Unknown, Own, Shared };
  struct Accessed {
    machine::CpuSet cpus = 0;
    std::vector<machine::CellId> locks; // that were held at every access
    bool by_actor = false;
    bool relied_on = false; // steps have run on because it is a CPU's own

    bool is_own() const;
  };

  // A cell that an actor accesses is nobody's own.
  bool note_actor(const machine::Machine& machine, machine::FootprintId id);
  bool note_first(const machine::Machine& machine, machine::CpuId cpu, machine::HeldId held,
                  machine::FootprintId id);
  void find_out(const machine::Machine& machine, machine::FootprintId id);

  std::vector<std::vector<machine::CpuSet>> noted_; // by locks held, then footprint
  std::vector<Answer> answers_;                     // by footprint
  std::vector<Accessed> accessed_;                  // by cell
};

} // namespace walkcheck::search
