// SPDX-License-Identifier: GPL-2.0-only
// Tests of what is no word: whether a lock is held, whether a table is live.
#include "model/machine/operation/locks.hpp"
#include "model/machine/operation/memory.hpp"
#include "model/machine/operation/operation.hpp"
#include "model/program/layout.hpp"

#include <array>

namespace walkcheck::machine {
namespace {

using program::Primitive;

Flow run_test_lock(Run& run, const program::Invoke& in) {
  Visible op = run.operation(StepKind::TestLock);
  op.address = lock_address(run, in.arguments[0]);
  if (!look_up_lock(run, op, in.arguments[0])) return run.visible(op, {});
  // Shared holders come and go with accesses of the reading kind: this test has to write to be
  // ordered against them.
  const bool any_mode = in.primitive == Primitive::LockHasHolder;
  return run.visible(op, lock_accesses(op, any_mode ? AccessKind::Write : AccessKind::Read));
}

Flow run_test_table(Run& run, const program::Invoke& in) {
  Visible op = run.operation(StepKind::TestTable);
  const term::Value address = run.value(in.arguments[0]);
  run.world.places.assume_region(address, 1);
  op.address = address.bits;
  const bool in_frames = op.address < program::kFrameEnd;
  const CellId frame =
      in_frames ? run.world.frame_cell(op.address >> program::kPageShift) : kNoCell;
  if (frame != kNoCell && run.world.cells.changes(frame)) {
    op.frame = frame;
    return run.visible(op, {{frame, AccessKind::Read}});
  }
  const bool live = in_frames && is_live(run.world.cells.value(frame));
  run.set(in.result, live ? 1 : 0);
  return Flow::Advance;
}

Outcome plan_lock_test(World& world, CpuId /*cpu*/, const Visible& op, unsigned /*alternative*/) {
  const bool any_mode = op.primitive == Primitive::LockHasHolder;
  const bool is_held =
      any_mode ? world.holders(op.lock().cell) != 0 : world.is_exclusive(op.lock().cell);
  return {is_held, op.footprint, fault_of_page(world, op)};
}

Outcome plan_table_test(World& world, CpuId /*cpu*/, const Visible& op, unsigned /*alternative*/) {
  return {is_live(world.cells.value(op.frame)), op.footprint, {}};
}

bool complete_test(Run& run, const Visible& /*op*/, const term::Value& observed) {
  run.set(invoked(run).result, observed.bits);
  return true;
}

bool only_looked(Run& /*run*/, const Visible& /*op*/, const Outcome& /*outcome*/) {
  return true;
}

void record_test(World& /*world*/, const Done& done, StepRecord& record) {
  record.before = record.after = done.outcome.observed.bits;
}

} // namespace

Rows test_rows() {
  static constexpr std::array operations{
      Operation{.kind = StepKind::TestLock,
                .plan = plan_lock_test,
                .complete = complete_test,
                .changed_nothing = only_looked,
                .record = record_test},
      Operation{.kind = StepKind::TestTable,
                .plan = plan_table_test,
                .complete = complete_test,
                .changed_nothing = only_looked,
                .record = record_test},
  };
  static constexpr std::array invocations{Invocation{Primitive::LockIsTaken, run_test_lock},
                                          Invocation{Primitive::LockHasHolder, run_test_lock},
                                          Invocation{Primitive::TableIsLive, run_test_table}};
  return {operations, invocations};
}

} // namespace walkcheck::machine
