// SPDX-License-Identifier: GPL-2.0-only
// Facts of a trace in words: what a step did, in one line, and where it is in the source; what a
// CPU waits for; what state a CPU is in. Entry points: effect(), note(), what_for().
#pragma once

#include "checker/report/names.hpp"
#include "checker/trace/trace.hpp"

#include <string>

namespace walkcheck::report {

// What the step did: "xchg PMD[0] of hva: table (PTE) -> none", "irq_save: IRQs off", "write_lock
// mmu_lock".
std::string effect(const Names& names, const trace::Step& step);

// The name of its operation: "load", "spin_lock", "free table by RCU".
std::string operation(const trace::Step& step);

// What the step waits for, what it was told and what it freed; empty if none of these.
std::string note(const Names& names, const trace::Step& step);

// What a CPU waits for: "waits for mmu_lock, held by munmap".
std::string what_for(const Names& names, const trace::Waiting& waiting);

// A CPU's state: "has finished".
std::string standing(machine::CpuStatus status);

// "mmu.c:3035"; empty if the place is not known.
std::string place(const program::SourceLocation* at);

} // namespace walkcheck::report
