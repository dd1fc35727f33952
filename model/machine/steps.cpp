// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine/steps.hpp"

#include <algorithm>

namespace walkcheck::machine {

Outcome plan(World& world, CpuId cpu, const Visible& op, unsigned alternative) {
  if (op.fault) return {0, op.footprint, fault_of(world, op)};
  switch (op.kind) {
  case StepKind::Load:
  case StepKind::Store:
  case StepKind::Exchange:
  case StepKind::CompareExchange:
  case StepKind::FetchModify: return plan_memory(world, op);
  case StepKind::LockQueue:
  case StepKind::Lock:
  case StepKind::TryLock:
  case StepKind::Unlock:
  case StepKind::Downgrade: return plan_lock(world, cpu, op);
  case StepKind::IrqOff:
  case StepKind::IrqOn:
  case StepKind::ReadSideEnter:
  case StepKind::ReadSideExit: return {0, section_footprint(world, cpu, op), {}};
  case StepKind::IpiSend:
  case StepKind::SynchronizeRcu: return plan_wait(world, cpu, op);
  case StepKind::AllocTable:
  case StepKind::FreeTable:
  case StepKind::FreeTableRcu: return plan_table(world, cpu, op, alternative);
  case StepKind::Choose: return {alternative, op.footprint, {}};
  case StepKind::TestLock: return plan_test(world, op);
  case StepKind::TestTable: return {is_live(world.cells.value(op.frame)), op.footprint, {}};
  case StepKind::Fence:
  case StepKind::IpiWait:
  case StepKind::RcuWait:
  case StepKind::WalkBegin:
  case StepKind::WalkEnd:
  case StepKind::Event:
  case StepKind::Finish:
  case StepKind::TakeIpi:
  case StepKind::FreeQueued: return {0, op.footprint, {}};
  }
  return {};
}

void change_cells(World& world, CpuId cpu, const Visible& op, const Outcome& outcome) {
  switch (op.kind) {
  case StepKind::Store:
  case StepKind::Exchange:
  case StepKind::CompareExchange:
  case StepKind::FetchModify: return apply_memory(world, op);
  case StepKind::LockQueue:
  case StepKind::Lock:
  case StepKind::TryLock:
  case StepKind::Unlock:
  case StepKind::Downgrade: return apply_lock(world, cpu, op, outcome);
  case StepKind::IrqOff:
  case StepKind::IrqOn:
  case StepKind::ReadSideEnter:
  case StepKind::ReadSideExit: return apply_section(world, cpu, op);
  case StepKind::IpiSend:
  case StepKind::SynchronizeRcu: return apply_wait(world, cpu, op, outcome);
  case StepKind::AllocTable:
  case StepKind::FreeTable:
  case StepKind::FreeTableRcu: return apply_table(world, cpu, op, outcome);
  case StepKind::Load:
  case StepKind::Fence:
  case StepKind::IpiWait:
  case StepKind::RcuWait:
  case StepKind::Choose:
  case StepKind::WalkBegin:
  case StepKind::WalkEnd:
  case StepKind::Event:
  case StepKind::TestLock:
  case StepKind::TestTable:
  case StepKind::Finish:
  case StepKind::TakeIpi:
  case StepKind::FreeQueued: return;
  }
}

std::optional<FindingKind> fault_of_frame(std::uint64_t state, const Visible& op) {
  if (is_live(state)) return std::nullopt;
  if (state != value_of(FrameState::FreedTable)) return FindingKind::WildAccess;
  return op.lock == kNoCell ? FindingKind::FreedTable : FindingKind::FreedLock;
}

unsigned ways_of(World& world, const Visible& op) {
  if (op.kind != StepKind::AllocTable) return op.alternatives;
  return 1 + static_cast<unsigned>(std::ranges::count_if(
                 world.reusable(), [&](std::uint64_t frame) { return world.can_reuse(frame); }));
}

unsigned way_of(World& world, const Visible& op, unsigned index) {
  if (op.kind != StepKind::AllocTable || index == 0) return index;
  for (const std::uint64_t frame : world.reusable())
    if (world.can_reuse(frame) && --index == 0) return world.way_of(frame);
  return 0;
}

bool has_way(World& world, const Visible& op, unsigned alternative) {
  if (op.kind != StepKind::AllocTable) return alternative < op.alternatives;
  return alternative == 0 || std::ranges::any_of(world.reusable(), [&](std::uint64_t frame) {
           return world.way_of(frame) == alternative && world.can_reuse(frame);
         });
}

bool may_wait(const Visible& op) {
  if (op.awaits != nullptr) return true;
  return !op.fault && (op.kind == StepKind::Lock || op.kind == StepKind::IpiWait ||
                       op.kind == StepKind::RcuWait);
}

bool granted(World& world, CpuId cpu, const Visible& op) {
  if (op.awaits != nullptr) return differs(world, cpu, *op.awaits);
  if (op.kind == StepKind::Lock) return lock_free_for(world, op);
  if (op.kind == StepKind::IpiWait) return world.cells.value(world.ipi_slot(cpu)) == 0;
  if (op.kind == StepKind::RcuWait) return world.cells.value(world.sync_slot(cpu)) == 0;
  return true;
}

} // namespace walkcheck::machine
