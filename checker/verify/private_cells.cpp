// SPDX-License-Identifier: GPL-2.0-only
#include "checker/verify/private_cells.hpp"

#include <algorithm>
#include <bit>

namespace walkcheck::verify {

void PrivateCells::begin_search() {
  seen_.clear();
  for (Accessed& accessed : accessed_)
    accessed.relied_on = false;
}

void PrivateCells::note_first(const machine::Machine& machine, machine::CpuId cpu,
                              machine::FootprintId id) {
  if (id >= seen_.size()) seen_.resize(id + 1);
  seen_[id].cpus |= 1U << cpu;
  // Of two CPUs, or of one and then another: what was said of it may not hold any more.
  seen_[id].answer = Answer::Unknown;
  bool is_void = false;
  for (const machine::Access& access : machine.footprint(id).accesses) {
    if (access.cell >= accessed_.size()) accessed_.resize(access.cell + 1);
    Accessed& accessed = accessed_[access.cell];
    accessed.cpus |= 1U << cpu;
    is_void |= accessed.relied_on && !std::has_single_bit(accessed.cpus);
  }
  if (is_void) throw CellBecameShared();
}

bool PrivateCells::find_out(const machine::Machine& machine, machine::CpuId cpu,
                            machine::FootprintId id) {
  const auto& accesses = machine.footprint(id).accesses;
  const bool is_private = std::ranges::all_of(accesses, [&](const machine::Access& access) {
    return accessed_[access.cell].cpus == 1U << cpu;
  });
  if (is_private)
    for (const machine::Access& access : accesses)
      accessed_[access.cell].relied_on = true;
  seen_[id].answer = is_private ? Answer::Private : Answer::Shared;
  return is_private;
}

} // namespace walkcheck::verify
