// SPDX-License-Identifier: GPL-2.0-only
// The primitives that are neither locks nor sections, and the dispatch of all.
#include "model/machine/message.hpp"
#include "model/machine/run.hpp"
#include "model/machine/steps.hpp"
#include "model/program/layout.hpp"

namespace walkcheck::machine {
namespace {

using program::Primitive;

constexpr std::uint64_t kMaxAlternatives = 1U << 16;

// Both halves of an IPI broadcast.
Flow run_ipi(Run& run) {
  World& world = run.world;
  std::vector<Access> accesses;
  if (run.state.awaited == 0) {
    const Visible op = run.operation(StepKind::IpiSend);
    if (world.interrupted_by(run.cpu) != 0)
      accesses.push_back({world.sent_cell(run.cpu), AccessKind::Write});
    return run.visible(op, std::move(accesses));
  }
  Visible op = run.operation(StepKind::IpiWait);
  op.awaited = run.state.awaited;
  for (CpuId target = 0; target < world.cpus(); ++target)
    if ((run.state.awaited & bit(target)) != 0)
      accesses.push_back({world.acked_cell(run.cpu, target), AccessKind::Await});
  return run.visible(op, std::move(accesses), true);
}

std::vector<Access> sections_of_others(const Run& run, AccessKind kind, std::uint64_t mask) {
  std::vector<Access> accesses;
  for (CpuId other = 0; other < run.world.cpus(); ++other) {
    if (other == run.cpu || (mask & bit(other)) == 0) continue;
    accesses.push_back({run.world.rcu_cell(other), kind});
  }
  return accesses;
}

// Both halves of synchronize_rcu.
Flow run_synchronize(Run& run) {
  if (run.state.awaited == 0) {
    const Visible op = run.operation(StepKind::SynchronizeRcu);
    if (run.state.sections.atomic()) return run.visible_fault(op, FindingKind::SleepInAtomic, 0);
    return run.visible(op, sections_of_others(run, AccessKind::Read, UINT64_MAX));
  }
  Visible op = run.operation(StepKind::RcuWait);
  op.awaited = run.state.awaited;
  return run.visible(op, sections_of_others(run, AccessKind::Await, op.awaited), true);
}

Flow run_alloc(Run& run) {
  Visible op = run.operation(StepKind::AllocTable);
  const std::uint64_t number = run.world.new_frame(run.cpu, run.state.allocated);
  op.address = number << program::kPageShift;
  op.frame = run.world.frame_cell(number);
  run.world.places.allocated(number);
  Footprint footprint = allocation(run.world, number);
  return run.visible(op, std::move(footprint.accesses), false, footprint.stable);
}

// Whether it is the address of a frame, and of which; one that is none is like another.
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
  if (!assume_table(run, address)) return run.visible_fault(op, FindingKind::BadFree, op.address);
  op.frame = run.world.frame_cell(op.address >> program::kPageShift);
  std::vector<Access> accesses{{op.frame, AccessKind::Write}};
  if (deferred) {
    op.grace = run.world.grace(run.cpu, run.state.deferred);
    op.value = run.state.sections.atomic() ? 1 : 0;
    for (const Access& access : sections_of_others(run, AccessKind::Read, UINT64_MAX)) {
      accesses.push_back(access);
    }
  }
  if (!deferred || !run.world.frees_late()) return run.visible(op, std::move(accesses));
  std::vector<Access> ending = accesses; // where nobody is in the way, its grace period is over
  ending.push_back({run.world.graces[op.grace].ended, AccessKind::Write});
  op.refused = run.world.footprints.intern({std::move(ending), false, false});
  return run.visible(op, std::move(accesses), false, false);
}

Flow run_choose(Run& run, const program::Invoke& in) {
  const std::uint64_t count = run.number(in.arguments[0]);
  if (count == 0 || count > kMaxAlternatives) return run.fault(FindingKind::BadOperation, count);
  if (count == 1) {
    run.set(in.result, 0);
    return Flow::Advance;
  }
  Visible op = run.operation(StepKind::Choose);
  op.alternatives = static_cast<std::uint32_t>(count);
  return run.visible(op, {});
}

// A step of its own where an invariant listens: it occurs at any time after the step before it.
Flow run_event(Run& run, const program::Invoke& in, StepKind kind, const std::string& name) {
  if (kind == StepKind::WalkBegin) run.did(Deed::Kind::CameTo, run.instruction().debug);
  Visible op = run.operation(kind);
  op.event = run.world.event(name);
  if (op.event == nullptr) return Flow::Advance;
  op.value = run.defined(in.arguments[0]);
  if (in.arguments.size() > 1) op.expected = run.defined(in.arguments[1]);
  return run.visible(op, {});
}

Flow run_test_lock(Run& run, const program::Invoke& in) {
  Visible op = run.operation(StepKind::TestLock);
  op.address = lock_address(run, in.arguments[0]);
  if (!look_up_lock(run, op, in.arguments[0])) return run.visible(op, {});
  // That shared holders come and go is of the reading kind: only a write is ordered against it.
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

Flow run_require(Run& run, const program::Invoke& in) {
  if (run.text < run.world.cpus()) return run.fault(FindingKind::BadOperation);
  run.did(Deed::Kind::CameTo, run.instruction().debug);
  if (run.truth(in.arguments[0])) return Flow::Advance;
  std::vector<std::uint64_t> values;
  for (std::size_t i = 1; i < in.arguments.size(); ++i)
    values.push_back(run.value(in.arguments[i]).bits);
  run.note(FindingKind::InvariantFailed, 0, formatted(in.text, values));
  return Flow::Advance;
}

Flow advance(Run& run, const program::Invoke& in, std::uint64_t result) {
  run.set(in.result, result);
  return Flow::Advance;
}

} // namespace

Flow run_invoke(Run& run, const program::Invoke& in) {
  run.state.known_reads.clear();
  switch (in.primitive) {
  case Primitive::Fence: return run.visible(run.operation(StepKind::Fence), {});
  case Primitive::SpinLock:
  case Primitive::SpinTryLock:
  case Primitive::SpinUnlock:
  case Primitive::ReadLock:
  case Primitive::ReadTryLock:
  case Primitive::ReadUnlock:
  case Primitive::WriteLock:
  case Primitive::WriteTryLock:
  case Primitive::WriteUnlock:
  case Primitive::MutexLock:
  case Primitive::MutexTryLock:
  case Primitive::MutexUnlock:
  case Primitive::DownRead:
  case Primitive::DownReadTryLock:
  case Primitive::UpRead:
  case Primitive::DownWrite:
  case Primitive::DownWriteTryLock:
  case Primitive::UpWrite:
  case Primitive::DowngradeWrite:
  case Primitive::LockIsHeld: return run_lock(run, in);
  case Primitive::IrqDisable:
  case Primitive::IrqEnable:
  case Primitive::IrqSave:
  case Primitive::IrqRestore:
  case Primitive::PreemptDisable:
  case Primitive::PreemptEnable:
  case Primitive::RcuReadLock:
  case Primitive::RcuReadUnlock: return run_section(run, in);
  case Primitive::IpiBroadcast: return run_ipi(run);
  case Primitive::SynchronizeRcu: return run_synchronize(run);
  case Primitive::AllocTable: return run_alloc(run);
  case Primitive::FreeTable:
  case Primitive::FreeTableRcu: return run_free(run, in);
  case Primitive::Choose: return run_choose(run, in);
  case Primitive::IrqsDisabled: return advance(run, in, run.state.sections.irqs_off ? 1 : 0);
  case Primitive::ThisCpu: return advance(run, in, run.cpu);
  case Primitive::LockIsTaken:
  case Primitive::LockHasHolder: return run_test_lock(run, in);
  case Primitive::TableIsLive: return run_test_table(run, in);
  case Primitive::Barrier: return Flow::Advance;
  case Primitive::WalkBegin: return run_event(run, in, StepKind::WalkBegin, "walk_begin");
  case Primitive::WalkEnd: return run_event(run, in, StepKind::WalkEnd, "walk_end");
  case Primitive::Event: return run_event(run, in, StepKind::Event, in.text);
  case Primitive::Require: return run_require(run, in);
  case Primitive::MightSleep:
    if (run.state.sections.atomic()) return run.fault(FindingKind::SleepInAtomic);
    return Flow::Advance;
  case Primitive::Assume:
    if (run.truth(in.arguments[0])) return Flow::Advance;
    return run.stop(CpuStatus::Pruned, FindingKind::Pruned);
  case Primitive::Assert:
    if (run.truth(in.arguments[0])) return Flow::Advance;
    return run.stop(CpuStatus::Faulted, FindingKind::AssertFailed, 0, in.text);
  case Primitive::Cover:
    run.did(Deed::Kind::Covered, 0, in.text);
    run.note(FindingKind::Covered, 0, in.text);
    return Flow::Advance;
  }
  return Flow::Advance;
}

void complete_invoke(Run& run, const program::Invoke& in, const Visible& op,
                     std::uint64_t observed) {
  switch (op.kind) {
  case StepKind::IpiSend:
  case StepKind::SynchronizeRcu:
    run.state.awaited = observed;
    if (observed != 0) return; // the same instruction goes on with its wait
    break;
  case StepKind::IpiWait:
  case StepKind::RcuWait: run.state.awaited = 0; break;
  case StepKind::AllocTable:
    run.set(in.result, observed);
    if (observed == op.address) ++run.state.allocated;
    break;
  case StepKind::FreeTableRcu: ++run.state.deferred; break;
  case StepKind::Choose:
  case StepKind::TestLock:
  case StepKind::TestTable: run.set(in.result, observed); break;
  case StepKind::LockQueue: run.state.queued = true; return; // the same instruction goes on
  case StepKind::Lock:
  case StepKind::TryLock:
  case StepKind::Unlock:
  case StepKind::Downgrade: complete_lock(run, in, op, observed); break;
  case StepKind::IrqOff:
  case StepKind::IrqOn:
  case StepKind::ReadSideEnter:
  case StepKind::ReadSideExit: complete_section(run, in); break;
  case StepKind::Fence:
  case StepKind::FreeTable:
  case StepKind::WalkBegin:
  case StepKind::WalkEnd:
  case StepKind::Event: break;
  case StepKind::Load:
  case StepKind::Store:
  case StepKind::Exchange:
  case StepKind::CompareExchange:
  case StepKind::FetchModify:
  case StepKind::Finish:
  case StepKind::TakeIpi:
  case StepKind::FreeQueued: break; // not of a primitive
  }
  ++run.state.frame().pc;
}

} // namespace walkcheck::machine
