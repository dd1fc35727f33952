// SPDX-License-Identifier: GPL-2.0-only
// The shared state in words: names of addresses, and all of it as text.
#include "model/machine/state/world.hpp"
#include "model/program/layout.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace walkcheck::machine {
namespace {

// So many new frames get a name of their own; an address beyond them is shown as a wild one.
constexpr std::uint64_t kMaxNamedFrames = 1024;

std::string with_offset(const std::string& name, std::uint64_t offset) {
  return offset == 0 ? name : fmt::format("{} + {}", name, offset);
}

} // namespace

std::string World::name_of(std::uint64_t address) const {
  if (address < program::kFrameEnd) {
    const std::string name = frame_name(address >> program::kPageShift);
    const std::uint64_t offset = address % program::kPageBytes;
    const bool entry = offset != 0 && offset % 8 == 0;
    return entry ? fmt::format("{}[{}]", name, offset / 8) : with_offset(name, offset);
  }
  if (const Variable* variable = image.find(address, 1)) {
    const std::uint64_t offset = address - variable->address;
    const auto member = std::ranges::find(variable->members, offset, &program::Member::offset);
    return member != variable->members.end() && !member->name.empty()
               ? variable->name + '.' + member->name
               : with_offset(variable->name, offset);
  }
  if (const auto function = image.function_name(address)) return *function;
  const std::uint64_t offset = address - program::kPrivateBase;
  if (address >= program::kPrivateBase && offset < cpus() * program::kPrivateBytes) {
    const CpuSetup& cpu = setup.cpus[offset / program::kPrivateBytes];
    return with_offset("stack of " + cpu.name, offset % program::kPrivateBytes);
  }
  return fmt::format("{:#x}", address);
}

std::string World::frame_name(std::uint64_t number) const {
  const auto frame = frames_.find(number);
  if (frame != frames_.end()) return frame->second.name;
  const std::uint64_t order = (number - first_new_frame_) / program::kFrameStride;
  if (!is_new(number) || order >= cpus() * kMaxNamedFrames) {
    return fmt::format("frame {:#x}", number);
  }
  return fmt::format("new table {} of {}", order / cpus() + 1, setup.cpus[order % cpus()].name);
}

std::string World::state() const {
  std::map<Cell, std::uint64_t> changed;
  for (CellId id = 0; id < cells.size(); ++id) {
    if (cells.value(id) != cells.initial(id)) changed[cells.cell(id)] = cells.value(id);
  }
  std::string text;
  for (const auto& [cell, value] : changed) {
    text += fmt::format("\n{}:{:#x} = {:#x}", static_cast<unsigned>(cell.kind), cell.id, value);
  }
  return text;
}

} // namespace walkcheck::machine
