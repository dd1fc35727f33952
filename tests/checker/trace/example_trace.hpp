// SPDX-License-Identifier: GPL-2.0-only
// A trace made by hand, with something in each field, for the tests of formats.
#pragma once

#include "checker/trace/trace.hpp"

namespace walkcheck::trace {

inline Step example_step(machine::CpuId cpu, std::string operation, std::string source,
                         program::SourceLocation where) {
  Step step;
  step.choice.cpu = cpu;
  step.operation = std::move(operation);
  step.source = std::move(source);
  step.where.push_back(std::move(where));
  return step;
}

// The walker has read the PMD word; munmap clears it and frees the table under it.
inline Trace example_trace() {
  Trace trace;
  trace.scenario = "03_race.toml";
  trace.inputs = {{"03_race.toml", std::string(64, '0')}, {"walkers/walk.c", std::string(64, 'a')}};
  trace.cpus = {"vCPU", "munmap"};
  trace.written = {{machine::Cell::Kind::Word, 0x1002000}, {machine::Cell::Kind::Frame, 0x1003}};

  Step read = example_step(0, "load", "pmd = READ_ONCE(*pmd_offset(&pud, address));",
                           {"walkers/walk.c", 31, 8, "walk"});
  read.where.insert(read.where.begin(), {"kernel/compiler.h", 12, 3, "read_once"});
  read.receiver = "pmd";
  read.address = 0x1002000;
  read.object = "PMD[0] of hva";
  read.before = read.after = 0x1003067;
  read.before_text = read.after_text = "table (PTE)";

  Step clear =
      example_step(1, "store", "pmd_clear(pmd);", {"mutators/munmap.c", 44, 2, "free_pmd"});
  clear.address = 0x1002000;
  clear.object = "PMD[0] of hva";
  clear.before = 0x1003067;
  clear.after = 0;
  clear.before_text = "table (PTE)";
  clear.after_text = "none";

  Step free = example_step(1, "free table", "tlb_finish_mmu(&tlb);",
                           {"mutators/munmap.c", 60, 2, "munmap"});
  free.address = 0x1003000;
  free.object = "PTE of hva";

  Step use = example_step(0, "load", "pte = READ_ONCE(*pte_offset_kernel(&pmd, address));",
                          {"walkers/walk.c", 35, 8, "walk"});
  use.choice.alternative = 1;
  use.address = 0x1003008;
  use.object = "PTE[1] of hva";
  use.before = use.after = 0;
  use.before_text = use.after_text = "none";
  use.note = "in a freed table";

  trace.steps = {read, clear, free, use};
  trace.length = {2, 4, 17, true};
  trace.violation = {"no_freed_table", "no CPU accesses a page-table page after it was freed",
                     "vCPU reads PTE[1] of hva, in a table that munmap has freed", 0};
  return trace;
}

} // namespace walkcheck::trace
