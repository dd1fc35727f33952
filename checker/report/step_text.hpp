// SPDX-License-Identifier: GPL-2.0-only
// What one step of a trace did, in one line, and where it stands.
#pragma once

#include "checker/trace/trace.hpp"

#include <string>

namespace walkcheck::report {

// "xchg PMD[0] of hva: table PTE of hva -> none", "irq_save: IRQs off", "write_lock mmu_lock"
std::string effect(const trace::Step& step);

// "mmu.c:3035"; empty where nothing is known.
std::string place(const std::vector<program::SourceLocation>& where);

} // namespace walkcheck::report
