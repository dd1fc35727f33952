// SPDX-License-Identifier: GPL-2.0-only
// All state that CPUs share, as an array of 64-bit cells with a log for undoing changes. Which
// cells have ever changed after the set-up is kept for good: all others are constants. Local work
// that has taken a cell for constant relies on that; a cell that nobody relies on may begin to
// change at any time.
#pragma once

#include "model/machine/state/footprint.hpp"
#include "model/term/term.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace walkcheck::machine {

inline constexpr CellId kNoCell = UINT32_MAX;

class Cells {
public:
  // The first call decides the initial value and whether the cell may change from the start.
  CellId intern(Cell cell, term::Value initial, bool changes);
  std::optional<CellId> find(Cell cell) const;
  // The cells of this kind with an id in [begin, end).
  std::vector<CellId> within(Cell::Kind kind, std::uint64_t begin, std::uint64_t end) const;
  std::size_t size() const { return cells_.size(); }

  const Cell& cell(CellId id) const { return cells_[id]; }
  std::uint64_t value(CellId id) const { return values_[id].bits; }
  const term::Value& traced(CellId id) const { return values_[id]; }
  std::uint64_t initial(CellId id) const { return initial_[id].bits; }
  bool is_initial(CellId id) const { return values_[id] == initial_[id]; }
  // A caller who is told that it does not change relies on that, until rely_on_none().
  bool changes(CellId id) {
    relied_on_[id] |= static_cast<std::uint8_t>(!is_known_to_change(id));
    return is_known_to_change(id);
  }
  bool is_known_to_change(CellId id) const { return changes_[id] != 0; }
  bool is_relied_on(CellId id) const { return relied_on_[id] != 0; }
  void rely_on_none() { relied_on_.assign(relied_on_.size(), 0); }
  void set_changes(CellId id) { changes_[id] = 1; }

  void set(CellId id, term::Value value) {
    log_.push_back({values_[id].bits, values_[id].term, id});
    values_[id] = value;
  }
  struct Change {
    std::uint64_t bits; // before it
    term::TermId term;  // before it
    CellId cell;

    term::Value before() const { return {bits, term}; }
  };
  const std::vector<Change>& log() const { return log_; }
  void rewind(std::size_t log_size) {
    while (log_.size() > log_size) {
      values_[log_.back().cell] = log_.back().before();
      log_.pop_back();
    }
  }

private:
  std::vector<term::Value> values_;
  std::vector<std::uint8_t> changes_;
  std::vector<std::uint8_t> relied_on_;
  std::vector<Change> log_;
  std::vector<term::Value> initial_;
  std::vector<Cell> cells_;
  std::map<Cell, CellId> ids_;
};

} // namespace walkcheck::machine
