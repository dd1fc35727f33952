// SPDX-License-Identifier: GPL-2.0-only
// Taking a step: plan() says what the shared state makes of an operation and with which footprint,
// apply() then changes the cells. One file per family: step_memory, step_locks, step_sections,
// step_waits, step_tables; this header's dispatch is in steps.cpp.
//
// The rule that soundness rests on: whatever decides what a step does, or what its footprint is, is
// in its footprint, unless it is the CPU's own local state.
#pragma once

#include "model/machine/visible.hpp"
#include "model/machine/world.hpp"

namespace walkcheck::machine {

Outcome plan(World& world, CpuId cpu, const Visible& op, unsigned alternative);
void change_cells(World& world, CpuId cpu, const Visible& op, const Outcome& outcome);

inline void apply(World& world, CpuId cpu, const Visible& op, const Outcome& outcome) {
  // A lock in a freed page is taken or released all the same, as memory takes any store: so what
  // the others wait for is what the footprint says.
  const bool is_done = !outcome.fault || (op.lock != kNoCell && !op.fault);
  if (is_done && info(op.kind).changes_cells) change_cells(world, cpu, op, outcome);
}
// Whether an operation is guarded, and whether a guarded one can go now.
bool may_wait(const Visible& op);
bool granted(World& world, CpuId cpu, const Visible& op);
// Whether one of these steps would give something else than it gave.
bool differs(World& world, CpuId cpu, const std::vector<Seen>& seen);

// The bytes of its word that an operation accesses.
term::Value part_of(term::Terms& terms, const term::Value& word, const Visible& op);
// What a FetchModify of `bits` bits stores. Also for private memory.
term::Value fetch_result(term::Terms& terms, program::FetchOp op, const term::Value& old,
                         const term::Value& value);

// What is wrong with an access to what lives in a frame in that state: a word, or a table's lock.
std::optional<FindingKind> fault_of_frame(std::uint64_t state, const Visible& op);

// --- Families ----------------------------------------------------------------------------------

Outcome plan_memory(World& world, const Visible& op);
// Of an operation that fails in any case: that its frame is gone, or never was, comes first.
FindingKind fault_of(const World& world, const Visible& op);
void apply_memory(World& world, const Visible& op);
// What an operation that may write makes of its bytes where its word has this value.
Effect effect_on(World& world, const Visible& op, const term::Value& word);

bool lock_free_for(const World& world, const Visible& op);
Outcome plan_lock(World& world, CpuId cpu, const Visible& op);
Outcome plan_test(const World& world, const Visible& op);
void apply_lock(World& world, CpuId cpu, const Visible& op, const Outcome& outcome);

// The footprint of a step that may end a read-side section and, with it, grace periods.
FootprintId section_footprint(World& world, CpuId cpu, const Visible& op);
void apply_section(World& world, CpuId cpu, const Visible& op);

Outcome plan_wait(const World& world, CpuId cpu, const Visible& op);
void apply_wait(World& world, CpuId cpu, const Visible& op, const Outcome& outcome);

Outcome plan_table(World& world, CpuId cpu, const Visible& op, unsigned alternative);
void apply_table(World& world, CpuId cpu, const Visible& op, const Outcome& outcome);
// Of an allocation that takes this page.
Footprint allocation(World& world, std::uint64_t frame);
// Which alternatives the operation has now.
unsigned ways_of(World& world, const Visible& op);
unsigned way_of(World& world, const Visible& op, unsigned index);
bool has_way(World& world, const Visible& op, unsigned alternative);

} // namespace walkcheck::machine
