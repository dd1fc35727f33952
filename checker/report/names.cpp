// SPDX-License-Identifier: GPL-2.0-only
#include "checker/report/names.hpp"

#include "model/program/layout.hpp"
#include "model/word/describe.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace walkcheck::report {
namespace {

using program::kFrameEnd;
using program::kPageBytes;
using program::kPageShift;
using trace::Frame;
using trace::Named;
using word::Level;

word::Paging paging_of(const trace::Trace& trace) {
  const bool is_deep = std::ranges::any_of(trace.frames, [](const Frame& frame) {
    return frame.is_table && frame.level == Level::k256T;
  });
  return is_deep ? word::Paging::k5 : word::Paging::k4;
}

std::string number(std::uint64_t value) {
  constexpr std::uint64_t kReadable = 10'000;
  return value < kReadable ? fmt::format("{}", value) : fmt::format("{:#x}", value);
}

} // namespace

Names::Names(const trace::Trace& trace) : trace_(trace), paging_(paging_of(trace)) {}

std::string Names::object(const trace::Step& step) const {
  const std::uint64_t address = step.object.address;
  const bool is_in_page = address < kFrameEnd;
  switch (machine::info(step.kind).object) {
  case machine::ObjectKind::None: return "";
  case machine::ObjectKind::Word: return word(step.object, step.level);
  case machine::ObjectKind::Table:
    return is_in_page ? frame(address >> kPageShift) : step.object.name;
  case machine::ObjectKind::Lock: return address == 0 ? "" : lock(step.object);
  }
  return "";
}

std::string Names::word(const Named& at, Level level) const {
  if (at.address >= kFrameEnd) return at.name;
  const std::uint64_t page = at.address >> kPageShift, offset = at.address % kPageBytes;
  if (level == Level::None)
    return offset == 0 ? frame(page) : fmt::format("{} + {:#x}", frame(page), offset);
  const std::string entry =
      fmt::format("{}[{}]", word::table_name(level, paging_), offset / sizeof(std::uint64_t));
  const Frame* known = find(page);
  if (known == nullptr || !known->is_table) return fmt::format("{} of {}", entry, frame(page));
  return known->owner.empty() ? entry : fmt::format("{} of {}", entry, known->owner);
}

// A page-table lock is named after its table, which its address gives.
std::string Names::lock(const Named& at) const {
  return at.address < kFrameEnd ? "lock of " + frame(at.address >> kPageShift) : at.name;
}

// The start of a page can be its first word or the table's lock.
std::string Names::place(const Named& at) const {
  if (at.address >= kFrameEnd) return at.name;
  const Frame* known = find(at.address >> kPageShift);
  const bool is_entry = at.address % kPageBytes != 0 && known != nullptr && known->is_table;
  return word(at, is_entry ? known->level : Level::None);
}

std::string Names::frame(std::uint64_t number) const {
  const Frame* known = find(number);
  return known == nullptr ? fmt::format("frame {:#x}", number) : known->name;
}

std::string Names::decoded(const Named& at, Level level, std::uint64_t value) const {
  if (level == Level::None) return number(value);
  const std::string what = word::describe(value, level);
  const word::Class kind = word::classify(value, level);
  if (!word::has_target(kind)) return what;
  const std::uint64_t target = word::pfn(value, level);
  const Frame* known = find(target);
  if (known == nullptr) return fmt::format("{} ({})", what, frame(target));
  // Avoids saying "4K page of hva" twice, as in "4K page (4K page of hva)".
  if (kind == word::Class::Leaf && level == Level::k4K && known->level == level && !known->is_table)
    return known->name;
  // In "PMD[0] of hva: table (PTE of hva)" the second "of hva" can be left out.
  const Frame* here = find(at.address >> kPageShift);
  const bool goes_without_saying = known->is_table && !known->owner.empty() && here != nullptr &&
                                   here->is_table && here->owner == known->owner;
  return fmt::format("{} ({})", what,
                     goes_without_saying ? word::table_name(known->level, paging_) : known->name);
}

std::string Names::cpus(const std::vector<machine::CpuId>& cpus) const {
  std::string names;
  for (const machine::CpuId cpu : cpus)
    names += (names.empty() ? "" : ", ") + trace_.cpus[cpu];
  return names;
}

const Frame* Names::find(std::uint64_t number) const {
  const auto found = std::ranges::lower_bound(trace_.frames, number, {}, &Frame::number);
  return found != trace_.frames.end() && found->number == number ? &*found : nullptr;
}

} // namespace walkcheck::report
