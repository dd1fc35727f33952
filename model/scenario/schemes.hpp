// SPDX-License-Identifier: GPL-2.0-only
// How page tables are freed: the schemes that [machine] names, each as the features that the specs
// test, with -D. What the features mean is in specs/kernel/tlb.h and mmu_gather.h.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace walkcheck::scenario {

// The one feature that a CPU's `define` may give, too: how this CPU flushes.
constexpr std::string_view kFlushIpi = "WALKCHECK_FLUSH_IPI";

std::vector<std::string> scheme_names();
// Of a scheme that there is.
std::map<std::string, std::string> scheme_defines(std::string_view scheme);

} // namespace walkcheck::scenario
