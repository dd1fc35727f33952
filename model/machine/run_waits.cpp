// SPDX-License-Identifier: GPL-2.0-only
// Loops that only wait. A round that has changed nothing, its own state included, would be the same
// for ever: its CPU waits until something that it read would read otherwise. So the next round's
// first step is guarded by that, and no round is counted.
//
// Nothing is lost: the rounds that are left out read what the last one read, change nothing that
// another CPU or a hook can see, and leave the CPU where it was. What a round read is compared, not
// whether it was written: that a word changed and changed back makes no other round. Where nobody
// ever changes it, the CPU waits for ever, and that is a deadlock.
//
// A round counts as having changed nothing if all that it did was to load, to test, to fail to
// exchange or to lock, to write what was there, and to compute. Whatever else it does (a lock taken
// and given back, a section that others can see, a choice, a cover, an event) is a round of its
// own, and such rounds are bounded.
#include "model/machine/run.hpp"
#include "model/machine/steps.hpp"

#include <algorithm>
#include <utility>

namespace walkcheck::machine {
namespace {

const CallFrame& frame_of(const LocalState& state, const Watch& watch) {
  return state.frames[watch.depth - 1];
}

// Of loops that the CPU has left nothing is kept.
void forget_left(Run& run) {
  std::erase_if(run.state.watches, [&](const Watch& watch) {
    if (watch.depth > run.state.frames.size()) return true;
    const CallFrame& frame = frame_of(run.state, watch);
    return !run.world.loops(run.text, frame.function).is_inside(watch.loop, frame.pc);
  });
}

// The CPU's state where the loop begins again, without what no later round can read.
PackedState state_at_head(Run& run) {
  LocalState& state = run.state;
  const Loops& loops = run.world.loops(run.text, state.frame().function);
  CallFrame frame = state.frames.back();
  std::vector<Watch> watches = std::exchange(state.watches, {});
  CallFrame& head = state.frames.back();
  head.pc = loops.head(frame.pc);
  head.registers.clear();
  head.loops.clear();
  for (program::Register r = 0; r < frame.registers.size(); ++r)
    if (loops.is_live(head.pc, r)) head.registers.push_back(frame.registers[r]);
  PackedState packed = pack(state);
  state.frames.back() = std::move(frame);
  state.watches = std::move(watches);
  return packed;
}

std::uint32_t depth_of(const LocalState& state) {
  return static_cast<std::uint32_t>(state.frames.size());
}

Watch* find(LocalState& state, std::uint32_t loop) {
  const auto found = std::ranges::find_if(state.watches, [&](const Watch& watch) {
    return watch.depth == depth_of(state) && watch.loop == loop;
  });
  return found == state.watches.end() ? nullptr : &*found;
}

void begin(Run& run, std::uint32_t loop, PackedState head) {
  std::erase_if(run.state.watches, [&](const Watch& watch) {
    return watch.depth == depth_of(run.state) && watch.loop == loop;
  });
  run.state.watches.push_back({depth_of(run.state), loop, std::move(head), false, {}});
}

bool can_change_nothing(StepKind kind) {
  switch (kind) {
  case StepKind::Load:
  case StepKind::Exchange:
  case StepKind::CompareExchange:
  case StepKind::FetchModify:
  case StepKind::TryLock:
  case StepKind::TestLock:
  case StepKind::TestTable: return true;
  case StepKind::Store:
  case StepKind::Fence:
  case StepKind::LockQueue:
  case StepKind::Lock:
  case StepKind::Unlock:
  case StepKind::Downgrade:
  case StepKind::IrqOff:
  case StepKind::IrqOn:
  case StepKind::ReadSideEnter:
  case StepKind::ReadSideExit:
  case StepKind::IpiSend:
  case StepKind::IpiWait:
  case StepKind::SynchronizeRcu:
  case StepKind::RcuWait:
  case StepKind::AllocTable:
  case StepKind::FreeTable:
  case StepKind::FreeTableRcu:
  case StepKind::Choose:
  case StepKind::WalkBegin:
  case StepKind::WalkEnd:
  case StepKind::Event:
  case StepKind::Finish:
  case StepKind::TakeIpi:
  case StepKind::FreeQueued: return false;
  }
  return false;
}

bool has_refusal(StepKind kind) {
  return kind == StepKind::CompareExchange || kind == StepKind::TryLock;
}

bool changed_nothing(Run& run, const Visible& op, const Outcome& outcome) {
  if (op.kind == StepKind::TryLock) return outcome.observed.bits == 0;
  if (op.kind == StepKind::CompareExchange) return outcome.observed.bits != op.expected.bits;
  if (op.kind != StepKind::Exchange && op.kind != StepKind::FetchModify) return true;
  const term::Value after =
      op.kind == StepKind::Exchange
          ? op.value
          : fetch_result(run.world.terms(), op.fetch, outcome.observed, op.value);
  const term::Value stored{after.bits & op.mask,
                           run.world.terms().of(term::Op::And, after, op.mask)};
  const term::Terms& terms = run.world.terms();
  if (terms.is_undefined(outcome.observed.term) || terms.is_undefined(stored.term)) return false;
  run.world.predicates.assume_equality(outcome.observed, stored);
  return outcome.observed.bits == stored.bits;
}

// Whether one of two questions to a lock is a try to share it, and the other one that shared
// holders decide: no footprint says both.
bool mixes(const Visible& a, const Visible& b) {
  const auto shares = [](const Visible& op) { return op.kind == StepKind::TryLock && op.shared; };
  return a.lock != kNoCell && a.lock == b.lock && shares(a) != shares(b);
}

void add(Watch& watch, const Seen& seen) {
  const auto place = std::ranges::lower_bound(watch.reads, seen);
  if (place == watch.reads.end() || *place != seen) watch.reads.insert(place, seen);
}

void see(Watch& watch, const Seen& seen) {
  if (std::exchange(watch.waits, false)) watch.reads.clear();
  add(watch, seen);
}

void attach(Run& run, Visible& op, const std::vector<Seen>& reads) {
  std::vector<Access> accesses;
  for (const Seen& seen : reads) {
    const Visible& read = run.world.read(seen.read);
    const Footprint& footprint =
        run.world.footprints[has_refusal(read.kind) ? read.refused : read.footprint];
    accesses.insert(accesses.end(), footprint.accesses.begin(), footprint.accesses.end());
  }
  op.awaits = run.world.awaits(reads);
  op.footprint = run.world.footprints.awaiting(op.footprint, accesses);
  if (has_refusal(op.kind)) op.refused = run.world.footprints.awaiting(op.refused, accesses);
}

// A round without a step: nothing that anybody does can end it.
Flow wait_for_ever(Run& run, const std::vector<Seen>& reads) {
  run.next = run.operation(StepKind::Fence);
  run.next.footprint = run.world.footprints.awaiting(run.world.footprints.intern({}), {});
  run.next.awaits = run.world.awaits(reads);
  return Flow::Visible;
}

} // namespace

void watch_loop(Run& run, std::uint32_t loop) {
  forget_left(run);
  begin(run, loop, state_at_head(run));
}

std::optional<Flow> wait_in_loop(Run& run, std::uint32_t loop) {
  forget_left(run);
  PackedState head = state_at_head(run);
  Watch* watch = find(run.state, loop);
  if (watch == nullptr || watch->head != head) {
    begin(run, loop, std::move(head));
    return std::nullopt;
  }
  if (watch->waits || watch->reads.empty()) return wait_for_ever(run, watch->reads);
  watch->waits = true;
  return Flow::Advance;
}

void watch_step(Run& run, Visible& op) {
  if (run.state.watches.empty()) return;
  forget_left(run);
  if (can_change_nothing(op.kind) && !op.fault) op.read = run.world.read_of(op);
  for (const Watch& watch : run.state.watches)
    if (watch.waits) return attach(run, op, watch.reads);
}

void note_constant(Run& run, Visible op) {
  if (run.state.watches.empty() || run.state.watches.back().waits) return;
  op.footprint = run.world.footprints.intern({});
  add(run.state.watches.back(), {run.world.read_of(op), op.value});
}

void note_step(Run& run, const Visible& op, const Outcome& outcome) {
  std::vector<Watch>& watches = run.state.watches;
  if (watches.empty()) return;
  const bool is_fence = op.kind == StepKind::Fence;
  if (is_fence) {
    for (Watch& watch : watches)
      if (std::exchange(watch.waits, false)) watch.reads.clear();
    return;
  }
  if (op.read == kNoRead || !changed_nothing(run, op, outcome)) return watches.clear();
  for (const Watch& watch : watches)
    for (const Seen& seen : watch.reads)
      if (mixes(run.world.read(seen.read), op)) return watches.clear();
  for (Watch& watch : watches)
    see(watch, {op.read, outcome.observed});
}

} // namespace walkcheck::machine
