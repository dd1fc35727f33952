// SPDX-License-Identifier: GPL-2.0-only
// Page tables of one mapping, made by hand, and machines that have them.
#pragma once

#include "checker/trace/source_text.hpp"
#include "model/machine/machine.hpp"
#include "model/program/builder.hpp"

#include <string>
#include <vector>

namespace walkcheck::trace {

class NoText final : public SourceText {
public:
  std::string line(const std::string&, std::uint32_t) const override { return ""; }
};

inline constexpr std::uint64_t kPgd = 0x1000, kPud = 0x1001, kPmd = 0x1002, kPte = 0x1003,
                               kP4d = 0x1004, kPage = 0x10000, kHuge = 0x20000;

inline std::uint64_t entry(std::uint64_t frame, std::uint64_t index) {
  return (frame << 12) + 8 * index;
}

// Levels are numbered as in PG_LEVEL_*: 1 is 4K.
inline std::vector<machine::InitialFrame> tables_of_hva() {
  using enum machine::FrameState;
  return {{kPgd, LiveTable, "PGD", 4, ""},           {kPud, LiveTable, "PUD of hva", 3, "hva"},
          {kPmd, LiveTable, "PMD of hva", 2, "hva"}, {kPte, LiveTable, "PTE of hva", 1, "hva"},
          {kPage, Data, "4K page of hva", 1, "hva"}, {kHuge, Data, "2M page of other", 2, "other"}};
}

inline std::vector<machine::InitialFrame> five_levels_of_hva() {
  std::vector<machine::InitialFrame> frames = tables_of_hva();
  frames[0].level = 5;
  frames.push_back({kP4d, machine::FrameState::LiveTable, "P4D of hva", 4, "hva"});
  return frames;
}

// CPUs "cpu0", "cpu1", ...; without programs, one that does nothing.
inline machine::Setup setup_with(std::vector<machine::InitialFrame> frames,
                                 std::vector<program::Program> programs = {}) {
  machine::Setup setup;
  if (programs.empty()) {
    program::Builder idle("idle");
    idle.invoke(program::Primitive::Fence);
    programs.push_back(idle.finish());
  }
  for (program::Program& program : programs)
    setup.cpus.push_back({"cpu" + std::to_string(setup.cpus.size()), std::move(program), {}});
  setup.frames = std::move(frames);
  return setup;
}

} // namespace walkcheck::trace
