// SPDX-License-Identifier: GPL-2.0-only
// Page-table pages: allocated, freed at once, or freed after a grace period. A page that was freed
// can be allocated again, and need not be: see state/reuse.cpp.
#include "model/machine/operation/operation.hpp"
#include "model/machine/operation/sections.hpp"
#include "model/program/layout.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace walkcheck::machine {
namespace {

using program::Primitive;

// --- Allocated -----------------------------------------------------------------------------------

// The footprint of an allocation that takes this page.
Footprint allocation(World& world, std::uint64_t frame) {
  Footprint footprint;
  world.has_allocated = true;
  footprint.stable = world.reusable().empty();
  for (const std::uint64_t other : world.reusable()) {
    footprint.accesses.push_back({world.frame_cell(other), AccessKind::Read});
    for (const CellId lock : world.locks_in(other))
      footprint.accesses.push_back({lock, AccessKind::Read});
  }
  footprint.accesses.push_back({world.frame_cell(frame), AccessKind::Write});
  return footprint;
}

Flow run_alloc(Run& run, const program::Invoke& /*in*/) {
  Visible op = run.operation(StepKind::AllocTable);
  const std::uint64_t number = run.world.new_frame(run.cpu, run.state.allocated);
  op.address = number << program::kPageShift;
  op.frame = run.world.frame_cell(number);
  run.world.places.allocated(number);
  Footprint footprint = allocation(run.world, number);
  return run.visible(op, std::move(footprint.accesses), false, footprint.stable);
}

// The page's address is observed.
Outcome plan_allocation(World& world, CpuId /*cpu*/, const Visible& op, unsigned alternative) {
  const std::uint64_t frame =
      alternative == 0 ? op.address >> program::kPageShift : world.frame_of(alternative);
  if (alternative == 0 && world.reusable().empty()) return {op.address, op.footprint, {}};
  return {frame << program::kPageShift, world.footprints.intern(allocation(world, frame)), {}};
}

void apply_allocation(World& world, CpuId /*cpu*/, const Visible& op, const Outcome& outcome) {
  if (outcome.observed.bits == op.address)
    world.write(op.frame, value_of(FrameState::LiveTable));
  else
    world.allocate_again(outcome.observed.bits >> program::kPageShift);
}

bool complete_allocation(Run& run, const Visible& op, const term::Value& observed) {
  run.set(invoked(run).result, observed.bits);
  if (observed.bits == op.address) ++run.state.allocated;
  return true;
}

void record_allocation(World& /*world*/, const Done& done, StepRecord& record) {
  record.address = record.after = done.outcome.observed.bits;
}

// A page that was never used, or one of those that are free.
unsigned count_pages(World& world, const Visible& /*op*/) {
  return 1 + static_cast<unsigned>(std::ranges::count_if(
                 world.reusable(), [&](std::uint64_t frame) { return world.can_reuse(frame); }));
}

unsigned number_of_page(World& world, const Visible& /*op*/, unsigned index) {
  if (index == 0) return 0;
  for (const std::uint64_t frame : world.reusable())
    if (world.can_reuse(frame) && --index == 0) return world.way_of(frame);
  return 0;
}

bool has_page(World& world, const Visible& /*op*/, unsigned alternative) {
  return alternative == 0 || std::ranges::any_of(world.reusable(), [&](std::uint64_t frame) {
           return world.way_of(frame) == alternative && world.can_reuse(frame);
         });
}

constexpr Ways kPages{count_pages, number_of_page, has_page};

// --- Freed ---------------------------------------------------------------------------------------

// Assumes of which frame this is the address, or that it is of none: then all such are alike.
bool assume_table(Run& run, const term::Value& address) {
  run.world.places.assume_range(address, 0, program::kFrameEnd);
  if (address.bits >= program::kFrameEnd) return false;
  const std::uint64_t within = address.bits % program::kPageBytes;
  run.world.predicates.assume_truth(
      {within, run.world.terms().of(term::Op::And, address, program::kPageBytes - 1)});
  if (within == 0) run.world.places.assume_region(address, 1);
  return within == 0;
}

Flow run_free(Run& run, const program::Invoke& in) {
  const bool deferred = in.primitive == Primitive::FreeTableRcu;
  Visible op = run.operation(deferred ? StepKind::FreeTableRcu : StepKind::FreeTable);
  const term::Value address = run.value(in.arguments[0]);
  op.address = address.bits;
  if (!assume_table(run, address)) return run.visible_fault(op, FindingKind::BadFree);
  op.frame = run.world.frame_cell(op.address >> program::kPageShift);
  std::vector<Access> accesses{{op.frame, AccessKind::Write}};
  if (deferred) {
    op.deferral().grace = run.world.grace(run.cpu, run.state.deferred);
    op.deferral().in_section = run.state.sections.atomic();
    for (const Access& access : sections_of_others(run, AccessKind::Read, UINT64_MAX)) {
      accesses.push_back(access);
    }
  }
  if (!deferred || !run.world.frees_late()) return run.visible(op, std::move(accesses));
  std::vector<Access> ending = accesses; // if nobody is in the way, its grace period is over
  ending.push_back({run.world.graces[op.deferral().grace].ended, AccessKind::Write});
  op.deferral().ending = run.world.footprints.intern({std::move(ending), false, false});
  return run.visible(op, std::move(accesses), false, false);
}

// The other CPUs in a section, and this one if it is: its own section is local state.
CpuSet in_section(const World& world, CpuId cpu, const Visible& op) {
  return others_in_section(world, cpu) | (op.deferral().in_section ? bit(cpu) : 0);
}

std::optional<FindingKind> fault_of_free(const World& world, const Visible& op) {
  const std::uint64_t state = world.cells.value(op.frame);
  if (state == value_of(FrameState::FreedTable) || state == kQueued) return FindingKind::DoubleFree;
  if (state != value_of(FrameState::LiveTable)) return FindingKind::BadFree;
  return std::nullopt;
}

Outcome plan_free(World& world, CpuId /*cpu*/, const Visible& op, unsigned /*alternative*/) {
  return {0, op.footprint, fault_of_free(world, op)};
}

void apply_free(World& world, CpuId /*cpu*/, const Visible& op, const Outcome& /*outcome*/) {
  world.free_table(op.frame);
}

Outcome plan_deferred(World& world, CpuId cpu, const Visible& op, unsigned /*alternative*/) {
  const auto fault = fault_of_free(world, op);
  const bool ends = !fault && world.frees_late() && in_section(world, cpu, op) == 0;
  return {0, ends ? op.deferral().ending : op.footprint, fault};
}

void apply_deferred(World& world, CpuId cpu, const Visible& op, const Outcome& /*outcome*/) {
  const CpuSet members = in_section(world, cpu, op);
  if (members == 0 && !world.frees_late()) return world.free_table(op.frame);
  world.write(op.frame, kQueued);
  const GracePeriod& grace = world.graces[op.deferral().grace];
  const CellId queued = world.queued_slot(cpu);
  if (world.frees_late()) world.cells.set(queued, world.cells.value(queued) + 1);
  world.cells.set(grace.members, members);
  world.cells.set(grace.frame, world.cells.cell(op.frame).id);
}

bool complete_deferred(Run& run, const Visible& /*op*/, const term::Value& /*observed*/) {
  ++run.state.deferred;
  return true;
}

void record_deferred(World& world, const Done& done, StepRecord& record) {
  record.waits_for = world.cells.value(world.graces[done.op.deferral().grace].members);
}

} // namespace

Rows table_rows() {
  static constexpr std::array operations{
      Operation{.kind = StepKind::AllocTable,
                .plan = plan_allocation,
                .apply = apply_allocation,
                .complete = complete_allocation,
                .ways = &kPages,
                .record = record_allocation},
      Operation{.kind = StepKind::FreeTable, .plan = plan_free, .apply = apply_free},
      Operation{.kind = StepKind::FreeTableRcu,
                .plan = plan_deferred,
                .apply = apply_deferred,
                .complete = complete_deferred,
                .record = record_deferred},
  };
  static constexpr std::array invocations{Invocation{Primitive::AllocTable, run_alloc},
                                          Invocation{Primitive::FreeTable, run_free},
                                          Invocation{Primitive::FreeTableRcu, run_free}};
  return {operations, invocations};
}

} // namespace walkcheck::machine
