// SPDX-License-Identifier: GPL-2.0-only
// Pages that come back: the page allocator hands a freed page out again, at once if it likes. Which
// page an allocation takes is a choice. The free pages decide what it can choose from, so it reads
// the states of all of them. A page that it takes is like a new one: live, and all zero. An access
// to a word of a page also reads the page's state, so writing that state is enough to be ordered
// with all accesses to its words.
#include "model/machine/state/world.hpp"
#include "model/program/layout.hpp"

#include <algorithm>

namespace walkcheck::machine {
namespace {

std::uint64_t first_byte(std::uint64_t frame) {
  return frame << program::kPageShift;
}

} // namespace

bool World::add_reusable(std::uint64_t frame) {
  const auto at = std::ranges::lower_bound(reusable_, frame);
  if (!allocates_ || (at != reusable_.end() && *at == frame)) return false;
  reusable_.insert(at, frame);
  return true;
}

bool World::is_reusable(std::uint64_t frame) const {
  return std::ranges::binary_search(reusable_, frame);
}

// The locks in a free page. Taking or dropping one is a fault, but has its effect all the same.
std::vector<CellId> World::locks_in(std::uint64_t frame) {
  if (cells.value(frame_cell(frame)) != value_of(FrameState::FreedTable)) return {};
  return cells.within(Cell::Kind::Lock, first_byte(frame), first_byte(frame + 1));
}

// A page that was freed with a lock in it held is not given out before that lock is dropped.
bool World::can_reuse(std::uint64_t frame) {
  return cells.value(frame_cell(frame)) == value_of(FrameState::FreedTable) &&
         std::ranges::all_of(locks_in(frame), [&](CellId lock) { return cells.value(lock) == 0; });
}

unsigned World::way_of(std::uint64_t frame) const {
  const std::size_t initial = setup.frames.size();
  if (is_new(frame)) return static_cast<unsigned>(1 + initial + (frame - first_new_frame_));
  const auto at = std::ranges::find(setup.frames, frame, &InitialFrame::number);
  return static_cast<unsigned>(1 + (at - setup.frames.begin()));
}

std::uint64_t World::frame_of(unsigned way) const {
  const std::size_t initial = setup.frames.size();
  return way <= initial ? setup.frames[way - 1].number : first_new_frame_ + (way - 1 - initial);
}

void World::free_table(CellId frame) {
  const std::uint64_t number = cells.cell(frame).id;
  write(frame, value_of(FrameState::FreedTable));
  if (add_reusable(number)) is_void |= has_allocated;
}

void World::allocate_again(std::uint64_t frame) {
  const std::uint64_t begin = first_byte(frame), end = first_byte(frame + 1);
  write(frame_cell(frame), value_of(FrameState::LiveTable));
  for (auto word = words_.lower_bound(begin); word != words_.end() && word->first < end; ++word)
    word_cell(word->first);
  for (const CellId word : cells.within(Cell::Kind::Word, begin, end))
    if (cells.traced(word) != term::Value(0)) write(word, 0); // also if its value is unknown
}

} // namespace walkcheck::machine
