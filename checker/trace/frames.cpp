// SPDX-License-Identifier: GPL-2.0-only
#include "checker/trace/frames.hpp"

#include "model/program/layout.hpp"
#include "model/word/describe.hpp"

#include <ranges>

namespace walkcheck::trace {

using program::kFrameEnd;
using program::kPageShift;

Frames::Frames(const machine::Machine& machine) : machine_(machine) {
  for (const machine::InitialFrame& frame : machine.setup().frames) {
    const bool is_table = frame.state == machine::FrameState::LiveTable;
    frames_[frame.number] = {
        frame.number, frame.name.empty() ? machine.name_of(frame.number << kPageShift) : frame.name,
        static_cast<word::Level>(frame.level), frame.owner, is_table};
  }
}

void Frames::linked(std::uint64_t address, std::uint64_t value) {
  const word::Level level = level_at(address);
  if (level == word::Level::None || word::classify(value, level) != word::Class::Table) return;
  const word::Level child = word::below(level);
  if (child != word::Level::None) new_levels_.emplace(word::pfn(value, level), child);
}

word::Level Frames::level_at(std::uint64_t address) const {
  if (address >= kFrameEnd || address % 8 != 0) return word::Level::None;
  const std::uint64_t number = address >> kPageShift;
  const auto known = frames_.find(number);
  if (known != frames_.end() && known->second.is_table) return known->second.level;
  const auto linked = new_levels_.find(number);
  return linked == new_levels_.end() ? word::Level::None : linked->second;
}

Named Frames::named(std::uint64_t address) {
  if (address >= kFrameEnd) return {address, machine_.name_of(address)};
  met(address >> kPageShift);
  return {address, ""};
}

void Frames::met(std::uint64_t number) {
  frames_.try_emplace(
      number, Frame{number, machine_.name_of(number << kPageShift), word::Level::None, "", false});
}

std::vector<Frame> Frames::all() const {
  std::vector<Frame> all;
  for (const Frame& frame : frames_ | std::views::values)
    all.push_back(frame);
  return all;
}

} // namespace walkcheck::trace
