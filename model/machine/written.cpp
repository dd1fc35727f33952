// SPDX-License-Identifier: GPL-2.0-only
// What was learnt: which words and frames change, which locks have to be fair, which freed pages,
// with the locks in them, an allocation looks at. A trace keeps this, so that a new machine takes
// the same accesses for steps without having explored anything.
#include "model/machine/impl.hpp"
#include "model/program/layout.hpp"

#include <algorithm>

namespace walkcheck::machine {

namespace {

// All other kinds count as changing from the start.
bool is_learnt(Cell::Kind kind) {
  return kind == Cell::Kind::Word || kind == Cell::Kind::Frame || kind == Cell::Kind::Queue;
}

} // namespace

std::vector<Cell> Machine::written_cells() const {
  const Cells& cells = impl_->world.cells;
  std::vector<Cell> written;
  for (CellId id = 0; id < cells.size(); ++id) {
    const Cell& cell = cells.cell(id);
    const bool is_gone_by =
        cell.kind == Cell::Kind::Lock && impl_->world.is_reusable(cell.id >> program::kPageShift);
    if (is_learnt(cell.kind) ? cells.is_known_to_change(id) : is_gone_by) written.push_back(cell);
  }
  for (const std::uint64_t frame : impl_->world.reusable())
    written.push_back({Cell::Kind::Page, frame});
  std::ranges::sort(written);
  return written;
}

void Machine::expect_written(std::span<const Cell> cells) {
  World& world = impl_->world;
  bool learnt = false;
  for (const Cell& cell : cells) {
    if (cell.kind == Cell::Kind::Page) learnt |= world.add_reusable(cell.id);
    if (cell.kind == Cell::Kind::Lock) learnt |= !world.cells.find(cell);
    if (cell.kind == Cell::Kind::Lock) world.lock_cell(cell.id);
    if (!is_learnt(cell.kind)) continue;
    const CellId id = cell.kind == Cell::Kind::Word    ? world.word_cell(cell.id)
                      : cell.kind == Cell::Kind::Frame ? world.frame_cell(cell.id)
                                                       : world.queue_cell(cell.id);
    if (world.cells.is_known_to_change(id)) continue;
    world.cells.set_changes(id);
    learnt = true;
  }
  // Local work that was done with these cells as constants is void.
  if (learnt) impl_->restart();
}

} // namespace walkcheck::machine
