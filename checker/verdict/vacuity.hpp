// SPDX-License-Identifier: GPL-2.0-only
// Why a complete exploration without a violation proved nothing:
//  - `check = []`: no property was asked for (the built-in faults are still reported);
//  - an invariant made no claim in any execution, or listens to an event that no spec raises;
//  - every execution was cut off by a false assumption;
//  - a cover of [properties] was not reached;
//  - a walker accessed no page-table word in any execution. A CPU is a walker if its spec is in a
//    folder named walkers/ or calls __wc_walk_begin(), or, where the scenario has [memory], if it
//    runs a function cut out of a kernel tree. (A scenario about mmu_invalidate_retry(), say, has
//    no page tables and therefore no [memory].) Where there is [memory] and no such CPU, at least
//    one that does not come from mutators/ has to access them, or one at all if all do;
//  - a CPU's program begins a walk, and no execution reaches that;
//  - a CPU that is there to change something never did: its spec is in mutators/, or it allocates
//    or frees tables, or writes page-table entries, or writes and looks at nothing;
//  - an invariant has a claim that is true whatever is read, or all claims of it that executions
//    come to are true because no text of the scenario writes some variable;
//  - a CPU's program has no operation that another CPU could see, be it on memory or a primitive.
#pragma once

#include "checker/search/collector.hpp"
#include "checker/verdict/deeds.hpp"
#include "checker/verdict/result.hpp"
#include "model/scenario/scenario.hpp"

#include <string>
#include <vector>

namespace walkcheck::verdict {

std::vector<std::string> vacuous_because(const scenario::Scenario& scenario,
                                         const machine::Machine& machine,
                                         const search::Found& found, const Deeds& deeds);

// Walks and claims that no execution reaches, beside others that some execution does: they are
// reported, but do not change the verdict. The exploration must be complete.
std::vector<Note> never_come_to(const machine::Machine& machine, const Deeds& deeds);

// Claims that are true because nobody writes a variable, beside others that may fail: the same.
std::vector<Note> cannot_fail_here(const machine::Machine& machine, const Deeds& deeds);

} // namespace walkcheck::verdict
