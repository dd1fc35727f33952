// SPDX-License-Identifier: GPL-2.0-only
// Cells that one CPU alone accesses: its steps on them depend on nobody's, so they need no
// interleaving and run on with the step before them. Entry points: note(), is_private().
//
// That a cell is private is learnt: it is taken for so until another CPU's step accesses it. If
// steps have run on by then, what was explored is void: note() throws, and the search starts again
// with the cell known as shared. A search that ends without that has seen every access there is:
// up to the first step of another CPU on such a cell, running on only swaps independent steps.
#pragma once

#include "model/machine/machine.hpp"

#include <cstdint>
#include <stdexcept>
#include <vector>

namespace walkcheck::verify {

class CellBecameShared : public std::runtime_error {
public:
  CellBecameShared() : std::runtime_error("a cell taken for one CPU's own is shared") {}
};

class PrivateCells {
public:
  // A new search begins. Which cells are shared stays known.
  void begin_search();

  // The CPU's step has this footprint. Throws CellBecameShared.
  void note(const machine::Machine& machine, machine::CpuId cpu, machine::FootprintId id) {
    if (id >= seen_.size() || (seen_[id].cpus >> cpu & 1) == 0) note_first(machine, cpu, id);
  }

  // Whether that it is not private was found out before.
  bool is_shared(machine::FootprintId id) const {
    return id < seen_.size() && seen_[id].answer == Answer::Shared;
  }

  // Whether all that a noted footprint accesses is the CPU's own; then that is relied on.
  bool is_private(const machine::Machine& machine, machine::CpuId cpu, machine::FootprintId id) {
    const Seen& seen = seen_[id];
    if (seen.answer == Answer::Unknown) return find_out(machine, cpu, id);
    return seen.answer == Answer::Private;
  }

private:
  enum class Answer : std::uint8_t { Unknown, Private, Shared };
  struct Seen {
    std::uint32_t cpus = 0; // whose steps had this footprint
    Answer answer = Answer::Unknown;
  };
  struct Accessed {
    std::uint32_t cpus = 0;
    bool relied_on = false; // steps have run on because it is private
  };

  void note_first(const machine::Machine& machine, machine::CpuId cpu, machine::FootprintId id);
  bool find_out(const machine::Machine& machine, machine::CpuId cpu, machine::FootprintId id);

  std::vector<Seen> seen_;         // by footprint
  std::vector<Accessed> accessed_; // by cell
};

} // namespace walkcheck::verify
