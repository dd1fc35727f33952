// SPDX-License-Identifier: GPL-2.0-only
// What executions have done, by which a verdict is judged to mean anything. A deed counts only if
// its execution has come to its end and was not cut by a false assumption, as one that was cut is
// no execution of the program. Entry points: note(), count().
//
// A deed is noted by the step that does it, is taken back with the step, and counts for good from
// the first such end on. A deed that counts is noted no more, so in the long run this costs
// nothing.
#pragma once

#include "model/machine/state/footprint.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace walkcheck::machine {

struct Deed {
  enum class Kind : std::uint8_t {
    Looked,       // at a word that is not its own, constant ones included
    TouchedTable, // accessed a page-table word, constant ones included
    Accessed,     // what: the cell, of a word that changes
    Changed,      // what: the cell, of a word whose value it changed
    ChangedTable, // allocated or freed one
    CameTo,       // what: the debug index of a walk's begin or a claim
    Covered,      // name: the cover's
  };
  Kind kind;
  std::uint32_t who; // a CPU, or, counted on from the CPUs, an invariant
  std::uint32_t what = 0;
  std::string name = {};

  auto operator<=>(const Deed&) const = default;
};

using DeedId = std::uint32_t;

class DeedLog {
public:
  DeedId intern(Deed deed) {
    const auto next = static_cast<DeedId>(counts_.size());
    const auto [known, inserted] = ids_.try_emplace(std::move(deed), next);
    if (inserted) counts_.push_back(false);
    return known->second;
  }

  void note(DeedId id) {
    if (!counts_[id]) log_.push_back(id);
  }
  // Notes all of these; sets the pointer to null once all of them count.
  void note(const std::vector<DeedId>*& deeds) {
    if (deeds == nullptr) return;
    const std::size_t before = log_.size();
    for (const DeedId id : *deeds)
      note(id);
    if (log_.size() == before) deeds = nullptr;
  }
  std::size_t size() const { return log_.size(); }
  void rewind(std::size_t size) {
    if (log_.size() > size) log_.resize(size);
    if (counted_ > size) counted_ = size;
  }

  // To be called at the end of an execution of the program: all deeds noted now count.
  void count() {
    for (; counted_ < log_.size(); ++counted_)
      counts_[log_[counted_]] = true;
  }
  // What was explored is void, but for what came before keep().
  void forget() {
    rewind(0);
    counts_ = kept_;
    counts_.resize(ids_.size());
  }
  void keep() { kept_ = counts_; }

  bool counts(DeedId id) const { return counts_[id]; }
  bool counts(const Deed& deed) const {
    const auto known = ids_.find(deed);
    return known != ids_.end() && counts_[known->second];
  }
  template <class Each> void for_each(Deed::Kind kind, Each each) const {
    for (auto of = ids_.lower_bound({kind, 0}); of != ids_.end() && of->first.kind == kind; ++of)
      if (counts_[of->second]) each(of->first);
  }

private:
  std::map<Deed, DeedId> ids_;
  std::vector<bool> counts_; // by id
  std::vector<bool> kept_;   // by id, of those that there were
  std::vector<DeedId> log_;
  std::size_t counted_ = 0; // this much of the log counts already
};

} // namespace walkcheck::machine
