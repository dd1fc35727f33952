// SPDX-License-Identifier: GPL-2.0-only
#include "checker/search/own_cells.hpp"

#include <algorithm>
#include <bit>

namespace walkcheck::search {

bool OwnCells::Accessed::is_own() const {
  return !by_actor && (std::has_single_bit(cpus) || !locks.empty());
}

void OwnCells::begin_search() {
  noted_.clear();
  answers_.clear();
  for (Accessed& accessed : accessed_)
    accessed.relied_on = false;
}

bool OwnCells::note_actor(const machine::Machine& machine, machine::FootprintId id) {
  if (id < answers_.size() && answers_[id] == Answer::Shared) return true;
  bool is_void = false;
  for (const machine::Access& access : machine.footprint(id).accesses) {
    if (access.location >= accessed_.size()) accessed_.resize(access.location + 1);
    Accessed& accessed = accessed_[access.location];
    if (accessed.by_actor) continue;
    is_void |= accessed.relied_on;
    accessed.by_actor = true;
    std::ranges::fill(answers_, Answer::Unknown); // these answers may not hold any more
  }
  if (id >= answers_.size()) answers_.resize(id + 1);
  answers_[id] = Answer::Shared;
  return !is_void;
}

bool OwnCells::note_first(const machine::Machine& machine, machine::CpuId cpu, machine::HeldId held,
                          machine::FootprintId id) {
  if (held >= noted_.size()) noted_.resize(held + 1);
  if (id >= noted_[held].size()) noted_[held].resize(id + 1);
  noted_[held][id] |= machine::bit(cpu);
  if (id >= answers_.size()) answers_.resize(id + 1);
  answers_[id] = Answer::Unknown; // this answer may not hold any more
  const std::vector<machine::CellId>& locks = machine.locks(held);
  bool is_void = false;
  for (const machine::Access& access : machine.footprint(id).accesses) {
    if (access.location >= accessed_.size()) accessed_.resize(access.location + 1);
    Accessed& accessed = accessed_[access.location];
    if (accessed.cpus == 0) accessed.locks = locks;
    std::erase_if(accessed.locks,
                  [&](machine::CellId lock) { return !std::ranges::binary_search(locks, lock); });
    accessed.cpus |= machine::bit(cpu);
    is_void |= accessed.relied_on && !accessed.is_own();
  }
  return !is_void;
}

void OwnCells::find_out(const machine::Machine& machine, machine::FootprintId id) {
  const auto& accesses = machine.footprint(id).accesses;
  const bool is_own = std::ranges::all_of(
      accesses, [&](const machine::Access& access) { return accessed_[access.location].is_own(); });
  if (is_own)
    for (const machine::Access& access : accesses)
      accessed_[access.location].relied_on = true;
  answers_[id] = is_own ? Answer::Own : Answer::Shared;
}

} // namespace walkcheck::search
