// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine/state/footprints.hpp"

#include <algorithm>
#include <utility>

namespace walkcheck::machine {
namespace {

std::uint64_t pair(FootprintId a, FootprintId b) {
  return static_cast<std::uint64_t>(a) << 32 | b;
}

} // namespace

FootprintId Footprints::intern(Footprint footprint) {
  std::vector<Access> accesses;
  std::ranges::sort(footprint.accesses);
  for (const Access& access : footprint.accesses) {
    // Within a cell, Read sorts before all other kinds, which subsume it; no step combines two of
    // these.
    if (!accesses.empty() && accesses.back().location == access.location) accesses.pop_back();
    accesses.push_back(access);
  }
  footprint.accesses = std::move(accesses);
  const auto next = static_cast<FootprintId>(footprints_.size());
  const auto [position, inserted] = ids_.try_emplace(footprint, next);
  if (inserted) footprints_.push_back(std::move(footprint));
  return position->second;
}

FootprintId Footprints::sum(FootprintId step, FootprintId hooks) {
  const auto known = sums_.find(pair(step, hooks));
  if (known != sums_.end()) return known->second;
  Footprint sum = footprints_[step];
  const auto& more = footprints_[hooks].accesses;
  sum.accesses.insert(sum.accesses.end(), more.begin(), more.end());
  sum.stable = false;
  return sums_[pair(step, hooks)] = intern(std::move(sum));
}

FootprintId Footprints::awaiting(FootprintId step, const std::vector<Access>& awaited) {
  Footprint waiting = footprints_[step];
  waiting.accesses.insert(waiting.accesses.end(), awaited.begin(), awaited.end());
  waiting.guarded = waiting.by_model = true;
  return intern(std::move(waiting));
}

FootprintId Footprints::as_reads(FootprintId id) {
  const auto known = as_reads_.find(id);
  if (known != as_reads_.end()) return known->second;
  Footprint reads = footprints_[id];
  for (Access& access : reads.accesses)
    access.kind = AccessKind::Read;
  return as_reads_[id] = intern(std::move(reads));
}

bool Footprints::changes_for(FootprintId step, FootprintId reader) {
  const auto known = changes_.find(pair(step, reader));
  if (known != changes_.end()) return known->second;
  const auto& read = footprints_[reader].accesses;
  const bool changes = std::ranges::any_of(footprints_[step].accesses, [&](const Access& access) {
    return is_writing(access.kind) &&
           std::ranges::count(read, access.location, &Access::location) != 0;
  });
  return changes_[pair(step, reader)] = changes;
}

} // namespace walkcheck::machine
