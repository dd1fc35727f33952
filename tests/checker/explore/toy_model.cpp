// SPDX-License-Identifier: GPL-2.0-only
#include "toy_model.hpp"

#include <algorithm>

namespace toy {
namespace {

// Locations: variables, then locks, sections and grace periods.
std::uint32_t variable(int index) {
  return static_cast<std::uint32_t>(index);
}
std::uint32_t lock(int index) {
  return 10 + static_cast<std::uint32_t>(index);
}
std::uint32_t queue(int index) {
  return 14 + static_cast<std::uint32_t>(index);
}
std::uint32_t section(ThreadId thread) {
  return 20 + thread;
}
std::uint32_t grace(std::size_t thread, int index) {
  return 30 + static_cast<std::uint32_t>(thread) * kDefers + static_cast<std::uint32_t>(index);
}

const char* name(Op op) {
  constexpr std::array names{"Read",       "Write",     "Add",        "Cas",       "Lock",
                             "LockShared", "TryLock",   "Unlock",     "Downgrade", "Choose",
                             "SkipIf",     "SectionOn", "SectionOff", "Send",      "Wait",
                             "Defer",      "Until",     "UntilEither"};
  return names[static_cast<std::size_t>(op)];
}

} // namespace

std::ostream& operator<<(std::ostream& out, const Program& program) {
  out << "{\n";
  for (const Thread& thread : program) {
    out << "  {";
    for (const Instruction& i : thread)
      out << "{Op::" << name(i.op) << ", " << i.a << ", " << i.b << "}, ";
    out << "},\n";
  }
  return out << "}\n";
}

Model::Model(Program program) : program_(std::move(program)) {
  for (ThreadId thread = 0; thread < program_.size(); ++thread)
    skip_local(thread);
}

void Model::skip_local(ThreadId thread) {
  auto& own = state_.thread[thread];
  while (own.next < program_[thread].size() && next(thread).op == Op::SkipIf) {
    const Instruction& skip = next(thread);
    own.next += 1 + (own.value == skip.b ? static_cast<std::size_t>(skip.a) : 0);
  }
  own.next = std::min(own.next, program_[thread].size());
}

bool Model::is_shared(int lock) const {
  const auto& shares = state_.shares[static_cast<std::size_t>(lock)];
  return std::ranges::any_of(shares, [](int count) { return count != 0; });
}

ThreadStatus Model::status(ThreadId thread) const {
  const auto& own = state_.thread[thread];
  if (own.next >= program_[thread].size()) return ThreadStatus::Done;
  const Instruction& i = next(thread);
  const auto a = static_cast<std::size_t>(i.a);
  const bool granted =
      i.op == Op::Lock ? state_.owner[a] < 0 && !is_shared(i.a)
      : i.op == Op::QueueLock
          ? !(state_.queued[a] >> thread & 1) || (state_.owner[a] < 0 && !is_shared(i.a))
      : i.op == Op::SharePast  ? state_.owner[a] < 0 && state_.queued[a] == 0
      : i.op == Op::LockShared ? state_.owner[a] < 0
      : i.op == Op::Wait       ? own.waiting_for == 0
      : own.waits              ? state_.variable[a] != own.seen[0] ||
                        (i.op == Op::UntilEither && state_.variable[a + 1] != own.seen[1])
                  : true;
  return granted ? ThreadStatus::Ready : ThreadStatus::Blocked;
}

std::uint32_t Model::alternatives(ThreadId thread) const {
  return next(thread).op == Op::Choose ? static_cast<std::uint32_t>(next(thread).b) : 1;
}

Footprint Model::run(ThreadId thread, std::uint32_t way, State& state) const {
  auto& own = state.thread[thread];
  const Instruction& i = next(thread);
  ++own.next;
  switch (i.op) {
  case Op::Read: own.value = state.variable[i.a]; return {{{variable(i.a), AccessKind::Read}}};
  case Op::Write: state.variable[i.a] = i.b; return {{{variable(i.a), AccessKind::Write}}};
  case Op::Add:
    own.value = state.variable[i.a];
    state.variable[i.a] += i.b;
    return {{{variable(i.a), AccessKind::Write}}};
  case Op::Cas: {
    own.value = state.variable[i.a];
    const bool hit = own.value == i.b;
    state.variable[i.a] += hit;
    return {{{variable(i.a), hit ? AccessKind::Write : AccessKind::Read}}, false, false};
  }
  case Op::Choose: own.value = static_cast<int>(way); return {};
  case Op::SkipIf: return {};
  case Op::Lock:
  case Op::QueueLock:
  case Op::SharePast:
  case Op::LockShared:
  case Op::TryLock:
  case Op::Unlock:
  case Op::Downgrade: --own.next; return run_lock(thread, state);
  case Op::SectionOn:
  case Op::SectionOff:
  case Op::Send:
  case Op::Wait:
  case Op::Defer: --own.next; return run_section(thread, state);
  case Op::Until:
  case Op::UntilEither: --own.next; return run_until(thread, state);
  }
  return {};
}

Footprint Model::run_lock(ThreadId thread, State& state) const {
  auto& own = state.thread[thread];
  const Instruction& i = next(thread);
  ++own.next;
  int& owner = state.owner[i.a];
  int& shares = state.shares[i.a][thread];
  const bool mine = owner == static_cast<int>(thread);
  const auto access = [&](AccessKind kind, bool guarded, bool stable) {
    return Footprint{{{lock(i.a), kind}}, guarded, stable};
  };
  switch (i.op) {
  case Op::Lock:
    owner = static_cast<int>(thread);
    return access(AccessKind::AcquireExclusive, true, true);
  case Op::QueueLock:
    state.queued[i.a] ^= 1U << thread;
    if (state.queued[i.a] >> thread & 1) {
      --own.next; // it still has to get the lock
      return {{{queue(i.a), AccessKind::AcquireExclusive}}};
    }
    owner = static_cast<int>(thread);
    return {{{lock(i.a), AccessKind::AcquireExclusive}, {queue(i.a), AccessKind::ReleaseExclusive}},
            true};
  case Op::SharePast:
    ++shares;
    return {{{lock(i.a), AccessKind::AcquireShared}, {queue(i.a), AccessKind::Pass}}, true};
  case Op::LockShared: ++shares; return access(AccessKind::AcquireShared, true, true);
  case Op::TryLock:
    own.value = owner < 0 && !is_shared(i.a);
    if (own.value) owner = static_cast<int>(thread);
    return access(own.value ? AccessKind::AcquireExclusive : AccessKind::Write, false, false);
  case Op::Downgrade:
    if (!mine) return {};
    owner = -1;
    ++shares;
    return access(AccessKind::Downgrade, false, true);
  case Op::Unlock:
    if (mine) {
      owner = -1;
      return access(AccessKind::ReleaseExclusive, false, true);
    }
    if (shares == 0) return {};
    --shares;
    return access(AccessKind::ReleaseShared, false, true);
  default: return {};
  }
}

// The first read of a round that follows one in vain is guarded by everything that the earlier
// round read.
Footprint Model::run_until(ThreadId thread, State& state) const {
  auto& own = state.thread[thread];
  const Instruction& i = next(thread);
  const int rounds = i.op == Op::Until ? 1 : 2;
  const int read = i.a + own.reads;
  Footprint footprint{{{variable(read), AccessKind::Read}}};
  if (own.waits) {
    footprint.guarded = footprint.by_model = true;
    if (rounds == 2) footprint.accesses.push_back({variable(i.a + 1), AccessKind::Read});
  }
  own.waits = false;
  own.value = own.seen[own.reads++] = state.variable[read];
  if (own.reads < rounds) return footprint;
  own.reads = 0;
  const bool found = own.seen[0] == i.b || (rounds == 2 && own.seen[1] == i.b);
  own.waits = !found;
  if (found) {
    own.seen = {};
    ++own.next;
  }
  return footprint;
}

Footprint Model::run_section(ThreadId thread, State& state) const {
  auto& own = state.thread[thread];
  const Instruction& i = next(thread);
  ++own.next;
  Footprint footprint;
  unsigned inside = 0;
  for (ThreadId other = 0; other < program_.size(); ++other)
    inside |= static_cast<unsigned>(state.thread[other].in_section) << other;
  switch (i.op) {
  case Op::SectionOn:
    if (own.in_section) return {};
    own.in_section = true;
    return {{{section(thread), AccessKind::Write}}};
  case Op::SectionOff:
    if (!own.in_section) return {};
    own.in_section = false;
    footprint.accesses.push_back({section(thread), AccessKind::Write});
    for (auto& other : state.thread)
      other.waiting_for &= ~(1U << thread);
    for (std::size_t t = 0; t < program_.size(); ++t)
      for (int g = 0; g < kDefers; ++g) {
        unsigned& left = state.grace[t][g];
        if (!(left >> thread & 1)) continue;
        left &= ~(1U << thread);
        footprint.stable = false;
        footprint.accesses.push_back({grace(t, g), AccessKind::Write});
        if (left != 0) continue;
        state.variable[state.to_free[t][g]] = -1;
        footprint.accesses.push_back({variable(state.to_free[t][g]), AccessKind::Write});
      }
    return footprint;
  case Op::Send:
    own.recorded = own.waiting_for = inside & ~(1U << thread);
    for (ThreadId other = 0; other < program_.size(); ++other)
      if (other != thread) footprint.accesses.push_back({section(other), AccessKind::Read});
    return footprint;
  case Op::Wait:
    footprint.guarded = true;
    for (ThreadId other = 0; other < program_.size(); ++other)
      if (own.recorded >> other & 1)
        footprint.accesses.push_back({section(other), AccessKind::Await});
    own.recorded = 0;
    return footprint;
  case Op::Defer: defer(thread, i.a, inside, state, footprint); return footprint;
  default: return {};
  }
}

void Model::defer(ThreadId thread, int freed, unsigned inside, State& state,
                  Footprint& footprint) const {
  auto& own = state.thread[thread];
  if (own.deferred == kDefers) return;
  for (ThreadId other = 0; other < program_.size(); ++other)
    if (other != thread) footprint.accesses.push_back({section(other), AccessKind::Read});
  footprint.stable = false;
  if (inside == 0) {
    state.variable[freed] = -1;
    footprint.accesses.push_back({variable(freed), AccessKind::Write});
    return;
  }
  state.grace[thread][own.deferred] = inside;
  state.to_free[thread][own.deferred] = freed;
  footprint.accesses.push_back({grace(thread, own.deferred), AccessKind::Write});
  ++own.deferred;
}

FootprintId Model::intern(Footprint footprint) {
  std::map<std::uint32_t, AccessKind> unique;
  for (const Access& access : footprint.accesses) {
    auto [found, added] = unique.emplace(access.location, access.kind);
    if (!added && is_writing(access.kind)) found->second = access.kind;
  }
  footprint.accesses.clear();
  std::string key{footprint.guarded ? 'g' : '-', footprint.stable ? 's' : '-',
                  footprint.by_model ? 'm' : '-'};
  for (const auto& [location, kind] : unique) {
    footprint.accesses.push_back({location, kind});
    key += std::to_string(location) + ' ' + std::to_string(static_cast<int>(kind)) + ' ';
  }
  const auto [found, added] = ids_.emplace(key, static_cast<FootprintId>(footprints_.size()));
  if (added) footprints_.push_back(std::move(footprint));
  return found->second;
}

Model::Step Model::step(ThreadId thread, std::uint32_t way) {
  past_.push_back(state_);
  const FootprintId id = intern(run(thread, way, state_));
  skip_local(thread);
  return {id};
}

void Model::undo() {
  state_ = past_.back();
  past_.pop_back();
}

FootprintId Model::pending(ThreadId thread) {
  State copy = state_;
  return intern(run(thread, 0, copy));
}

} // namespace toy
