// SPDX-License-Identifier: GPL-2.0-only
// A trace's facts in words: what one step did, in one line, and where it stands; what a CPU waits
// for; how a CPU stands.
#pragma once

#include "checker/report/names.hpp"
#include "checker/trace/trace.hpp"

#include <string>

namespace walkcheck::report {

// "xchg PMD[0] of hva: table (PTE) -> none", "irq_save: IRQs off", "write_lock mmu_lock"
std::string effect(const Names& names, const trace::Step& step);

// "load", "spin_lock", "free table by RCU"
std::string operation(const trace::Step& step);

// What the step waits for, what it was told and what it freed; empty: nothing of the kind.
std::string note(const Names& names, const trace::Step& step);

// "waits for mmu_lock, held by munmap"
std::string what_for(const Names& names, const trace::Waiting& waiting);

// Where a CPU stands: "has finished".
std::string standing(machine::CpuStatus status);

// "mmu.c:3035"; empty where nothing is known.
std::string place(const program::SourceLocation* at);

} // namespace walkcheck::report
