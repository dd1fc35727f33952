// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine/operation/loop_waits.hpp"

#include "model/machine/operation/operation.hpp"

#include <algorithm>
#include <utility>

namespace walkcheck::machine {
namespace {

const CallFrame& frame_of(const LocalState& state, const Watch& watch) {
  return state.frames[watch.depth - 1];
}

// Forgets the loops that the CPU has left.
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

// Whether, of two steps that ask about one lock, only one is a try to share it, so that shared
// holders decide the other: no footprint can say both.
bool mixes(const Visible& a, const Visible& b) {
  const auto shares = [](const Visible& op) {
    return op.kind() == StepKind::TryLock && op.lock().shared;
  };
  return a.lock().cell != kNoCell && a.lock().cell == b.lock().cell && shares(a) != shares(b);
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
    const Visible& read = run.reads[seen.read];
    const Footprint& footprint =
        run.world.footprints[read.refused != kNoFootprint ? read.refused : read.footprint];
    accesses.insert(accesses.end(), footprint.accesses.begin(), footprint.accesses.end());
  }
  op.loop.awaits = run.reads.awaits(reads);
  op.footprint = run.world.footprints.awaiting(op.footprint, accesses);
  if (op.refused != kNoFootprint) op.refused = run.world.footprints.awaiting(op.refused, accesses);
}

// For a round without a step: nothing that anybody does can end the loop.
Flow wait_for_ever(Run& run, const std::vector<Seen>& reads) {
  run.next = run.operation(StepKind::Fence);
  run.next.footprint = run.world.footprints.awaiting(run.world.footprints.intern({}), {});
  run.next.loop.awaits = run.reads.awaits(reads);
  return Flow::Visible;
}

} // namespace

// The key has all that decides what the step gives and what it accesses.
std::uint32_t Reads::id_of(const Visible& op) {
  const auto number = [](auto value) { return static_cast<std::uint64_t>(value); };
  const WordAccess& word = op.word();
  const std::vector<std::uint64_t> key{
      number(op.kind()),  number(op.primitive), op.address,         word.bytes,
      word.operand.bits,  word.operand.term,    word.expected.bits, word.expected.term,
      word.constant.bits, word.constant.term,   number(word.fetch), word.cell,
      op.frame,           op.lock().cell,       op.lock().shared,   op.footprint,
      op.refused};
  const auto [known, inserted] = ids_.try_emplace(key, static_cast<std::uint32_t>(reads_.size()));
  if (inserted) reads_.push_back(op);
  return known->second;
}

const std::vector<Awaited>* Reads::awaits(const std::vector<Seen>& seen) {
  const auto [known, inserted] = awaits_.try_emplace(seen);
  if (inserted)
    for (const Seen& each : seen)
      known->second.push_back({&reads_[each.read], each.observed});
  return &known->second;
}

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
  if (op.does->changed_nothing != nullptr && !op.fault) op.loop.read = run.reads.id_of(op);
  for (const Watch& watch : run.state.watches)
    if (watch.waits) return attach(run, op, watch.reads);
}

void note_constant(Run& run, Visible op) {
  if (run.state.watches.empty() || run.state.watches.back().waits) return;
  op.footprint = run.world.footprints.intern({});
  add(run.state.watches.back(), {run.reads.id_of(op), op.word().constant});
}

void note_step(Run& run, const Visible& op, const Outcome& outcome) {
  std::vector<Watch>& watches = run.state.watches;
  if (watches.empty()) return;
  const bool is_fence = op.kind() == StepKind::Fence;
  if (is_fence) {
    for (Watch& watch : watches)
      if (std::exchange(watch.waits, false)) watch.reads.clear();
    return;
  }
  if (op.loop.read == kNoRead || !op.does->changed_nothing(run, op, outcome))
    return watches.clear();
  for (const Watch& watch : watches)
    for (const Seen& seen : watch.reads)
      if (mixes(run.reads[seen.read], op)) return watches.clear();
  for (Watch& watch : watches)
    see(watch, {op.loop.read, outcome.observed});
}

bool differs(World& world, CpuId cpu, const std::vector<Awaited>& seen) {
  for (const Awaited& each : seen) {
    const Outcome now = plan(world, cpu, *each.read, 0);
    if (now.fault) return true;
    const term::Terms& terms = world.terms();
    if (terms.is_undefined(now.observed.term) || terms.is_undefined(each.observed.term)) {
      if (now.observed != each.observed) return true;
      continue; // the same undefined value as before
    }
    world.predicates.assume_equality(now.observed, each.observed);
    if (now.observed.bits != each.observed.bits) return true;
  }
  return false;
}

} // namespace walkcheck::machine
