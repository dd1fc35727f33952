// SPDX-License-Identifier: GPL-2.0-only
// A trace made by hand, with a value in each field, for the tests of formats.
#pragma once

#include "checker/trace/trace.hpp"

namespace walkcheck::trace {

inline Step example_step(machine::CpuId cpu, machine::StepKind kind, std::string source,
                         program::SourceLocation where) {
  Step step;
  step.choice.cpu = cpu;
  step.kind = kind;
  step.where.source = std::move(source);
  step.where.chain.push_back(std::move(where));
  return step;
}

// The walker has read the PMD word; munmap clears it and frees the table under it.
inline Trace example_trace() {
  using machine::StepKind;
  Trace trace;
  trace.scenario = "03_race.toml";
  trace.inputs = {{"03_race.toml", std::string(64, '0')}, {"walkers/walk.c", std::string(64, 'a')}};
  trace.cpus = {"vCPU", "munmap"};
  trace.frames = {{0x1002, "PMD of hva", word::Level::k2M, "hva", true},
                  {0x1003, "PTE of hva", word::Level::k4K, "hva", true}};
  trace.written = {{machine::Cell::Kind::Word, 0x1002000}, {machine::Cell::Kind::Frame, 0x1003}};

  Step read = example_step(0, StepKind::Load, "pmd = READ_ONCE(*pmd_offset(&pud, address));",
                           {"walkers/walk.c", 31, 8, "walk"});
  read.where.chain.insert(read.where.chain.begin(), {"kernel/compiler.h", 12, 3, "read_once"});
  read.where.shown = 1;
  read.receiver = "pmd";
  read.object.address = 0x1002000;
  read.level = word::Level::k2M;
  read.page = machine::FrameState::LiveTable;
  read.before = read.after = 0x1003067;

  Step clear =
      example_step(1, StepKind::Store, "pmd_clear(pmd);", {"mutators/munmap.c", 44, 2, "free_pmd"});
  clear.object.address = 0x1002000;
  clear.level = word::Level::k2M;
  clear.page = machine::FrameState::LiveTable;
  clear.before = 0x1003067;
  clear.after = 0;

  Step free = example_step(1, StepKind::FreeTable, "tlb_finish_mmu(&tlb);",
                           {"mutators/munmap.c", 60, 2, "munmap"});
  free.object.address = 0x1003000;

  Step use = example_step(0, StepKind::Load, "pte = READ_ONCE(*pte_offset_kernel(&pmd, address));",
                          {"walkers/walk.c", 35, 8, "walk"});
  use.choice.alternative = 1;
  use.object.address = 0x1003008;
  use.level = word::Level::k4K;
  use.page = machine::FrameState::FreedTable;
  use.before = use.after = 0;

  trace.steps = {read, clear, free, use};
  trace.length = {2, 4, 17, true};
  trace.violation = {"no_freed_table", "no CPU accesses a page-table page after it was freed",
                     "vCPU reads PTE[1] of hva, in a table that munmap has freed", 0};
  return trace;
}

} // namespace walkcheck::trace
