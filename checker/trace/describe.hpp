// SPDX-License-Identifier: GPL-2.0-only
// A machine's step record as a trace's step: its operation by name, its object, words and note.
#pragma once

#include "checker/trace/source_text.hpp"
#include "checker/trace/tables.hpp"
#include "checker/trace/trace.hpp"

#include <vector>

namespace walkcheck::trace {

// Of the step that the machine has just taken. What it links is learnt by `tables`.
Step describe_last_step(const machine::Machine& machine, Tables& tables, const SourceText& text);

// A CPU's name, or "IPI of munmap on vCPU", "RCU of munmap".
std::string name_of(const machine::Machine& machine, machine::ThreadId thread);

// Where a CPU stands: "has finished".
std::string standing(machine::CpuStatus status);

// What a blocked CPU waits for, and who keeps it: "waits for mmu_lock, held by munmap".
std::string what_for(const machine::Machine& machine, machine::CpuId cpu);

// Where the blocked CPUs stand, if no CPU can go on.
std::vector<Waiting> describe_deadlock(const machine::Machine& machine, const SourceText& text);

} // namespace walkcheck::trace
