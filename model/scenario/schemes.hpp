// SPDX-License-Identifier: GPL-2.0-only
// How page tables are freed. Each scheme that [machine] can name is a set of features, which the
// specs test as macros; specs/kernel/tlb.h and mmu_gather.h say what the features mean.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace walkcheck::scenario {

// The only feature that a CPU's `define` may set as well: how this CPU flushes.
constexpr std::string_view kFlushIpi = "WALKCHECK_FLUSH_IPI";

std::vector<std::string> scheme_names();
// What a kernel tree's own files run on, where they free page tables themselves. Each is a scheme
// by another name: how a flush is done, and by which of its ways the kernel then frees.
std::vector<std::string> environment_names();
// Of an existing environment.
std::string scheme_of(std::string_view environment);
// The features of an existing scheme, as macros.
std::map<std::string, std::string> scheme_defines(std::string_view scheme);

} // namespace walkcheck::scenario
