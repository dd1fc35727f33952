// SPDX-License-Identifier: GPL-2.0-only
#include "checker/trace/tables.hpp"

#include "model/program/layout.hpp"
#include "model/word/describe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace walkcheck::trace {
namespace {

using program::kFrameEnd;
using program::kPageBytes;
using program::kPageShift;

std::string_view first_word(std::string_view name) {
  return name.substr(0, name.find(' '));
}

// " of hva" of "PMD of hva"
std::string_view owner(std::string_view name) {
  return name.substr(first_word(name).size());
}

word::Paging paging_of(const machine::Setup& setup) {
  const bool p4d = std::ranges::any_of(setup.frames, [](const machine::InitialFrame& frame) {
    return frame.state == machine::FrameState::LiveTable && first_word(frame.name) == "P4D";
  });
  return p4d ? word::Paging::k5 : word::Paging::k4;
}

word::Level level_named(std::string_view table, word::Paging paging) {
  constexpr std::array kLevels{word::Level::k4K, word::Level::k2M, word::Level::k1G,
                               word::Level::k512G, word::Level::k256T};
  for (const word::Level level : kLevels)
    if (word::table_name(level, paging) == table) return level;
  return word::Level::None;
}

std::string number(std::uint64_t value) {
  constexpr std::uint64_t kReadable = 10'000;
  return value < kReadable ? fmt::format("{}", value) : fmt::format("{:#x}", value);
}

} // namespace

Tables::Tables(const machine::Setup& setup) {
  const word::Paging paging = paging_of(setup);
  for (const machine::InitialFrame& frame : setup.frames) {
    names_[frame.number] = frame.name;
    if (frame.state != machine::FrameState::LiveTable) continue;
    const word::Level level = level_named(first_word(frame.name), paging);
    if (level != word::Level::None) levels_[frame.number] = level;
  }
}

std::string Tables::object(const machine::Machine& machine, std::uint64_t address) const {
  if (address >= kFrameEnd) return machine.name_of(address);
  const std::string name = frame(machine, address >> kPageShift);
  const std::uint64_t offset = address % kPageBytes;
  if (!levels_.contains(address >> kPageShift) || offset % 8 != 0)
    return offset == 0 ? name : fmt::format("{} + {:#x}", name, offset);
  // "PMD of hva" -> "PMD[3] of hva"
  const std::string_view head = first_word(name);
  return fmt::format("{}[{}]{}", head, offset / 8, name.substr(head.size()));
}

std::string Tables::frame(const machine::Machine& machine, std::uint64_t number) const {
  const auto known = names_.find(number);
  if (known != names_.end() && !known->second.empty()) return known->second;
  return machine.name_of(number << kPageShift);
}

std::string Tables::decoded(const machine::Machine& machine, std::uint64_t address,
                            std::uint64_t value) const {
  const word::Level level = level_of_words(address);
  if (level == word::Level::None) return number(value);
  const std::string phrase = word::describe(value, level);
  const std::size_t arrow = phrase.find(" -> ");
  if (arrow == std::string::npos) return phrase;
  const std::string what = phrase.substr(0, arrow);
  std::string target = frame(machine, word::pfn(value, level));
  // "4K page of hva" is not repeated as "4K page (4K page of hva)".
  if (target.starts_with(what)) return target;
  // In "PMD[0] of hva: table (PTE of hva)" the second "of hva" goes without saying.
  const std::string here(owner(frame(machine, address >> kPageShift)));
  if (!here.empty() && owner(target) == here) target.resize(target.size() - here.size());
  return fmt::format("{} ({})", what, target);
}

void Tables::linked(std::uint64_t address, std::uint64_t value) {
  const word::Level level = level_of_words(address);
  if (level == word::Level::None || word::classify(value, level) != word::Class::Table) return;
  const word::Level child = word::below(level);
  if (child != word::Level::None) levels_.emplace(word::pfn(value, level), child);
}

word::Level Tables::level_of_words(std::uint64_t address) const {
  if (address >= kFrameEnd || address % 8 != 0) return word::Level::None;
  const auto known = levels_.find(address >> kPageShift);
  return known == levels_.end() ? word::Level::None : known->second;
}

} // namespace walkcheck::trace
