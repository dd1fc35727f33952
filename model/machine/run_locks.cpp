// SPDX-License-Identifier: GPL-2.0-only
// Locks, seen from the CPU that takes and drops them: which it holds is its own state, so whether a
// release is one of a lock that it holds needs no look at the lock.
#include "model/machine/run.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace walkcheck::machine {
namespace {

using program::Primitive;

struct Role {
  Primitive primitive;
  Flavour flavour;
  StepKind kind;
  bool shared;
};

constexpr std::array kRoles{
    Role{Primitive::SpinLock, Flavour::Spin, StepKind::Lock, false},
    Role{Primitive::SpinTryLock, Flavour::Spin, StepKind::TryLock, false},
    Role{Primitive::SpinUnlock, Flavour::Spin, StepKind::Unlock, false},
    Role{Primitive::ReadLock, Flavour::ReadWrite, StepKind::Lock, true},
    Role{Primitive::ReadTryLock, Flavour::ReadWrite, StepKind::TryLock, true},
    Role{Primitive::ReadUnlock, Flavour::ReadWrite, StepKind::Unlock, true},
    Role{Primitive::WriteLock, Flavour::ReadWrite, StepKind::Lock, false},
    Role{Primitive::WriteTryLock, Flavour::ReadWrite, StepKind::TryLock, false},
    Role{Primitive::WriteUnlock, Flavour::ReadWrite, StepKind::Unlock, false},
    Role{Primitive::MutexLock, Flavour::Mutex, StepKind::Lock, false},
    Role{Primitive::MutexTryLock, Flavour::Mutex, StepKind::TryLock, false},
    Role{Primitive::MutexUnlock, Flavour::Mutex, StepKind::Unlock, false},
    Role{Primitive::DownRead, Flavour::Semaphore, StepKind::Lock, true},
    Role{Primitive::DownReadTryLock, Flavour::Semaphore, StepKind::TryLock, true},
    Role{Primitive::UpRead, Flavour::Semaphore, StepKind::Unlock, true},
    Role{Primitive::DownWrite, Flavour::Semaphore, StepKind::Lock, false},
    Role{Primitive::DownWriteTryLock, Flavour::Semaphore, StepKind::TryLock, false},
    Role{Primitive::UpWrite, Flavour::Semaphore, StepKind::Unlock, false},
    Role{Primitive::DowngradeWrite, Flavour::Semaphore, StepKind::Downgrade, false},
};

const Role& role_of(Primitive primitive) {
  return *std::ranges::find(kRoles, primitive, &Role::primitive);
}

bool spins(Flavour flavour) {
  return flavour == Flavour::Spin || flavour == Flavour::ReadWrite;
}

bool excludes_only(Flavour flavour) {
  return flavour == Flavour::Spin || flavour == Flavour::Mutex;
}

auto find_held(std::vector<HeldLock>& held, std::uint64_t address, bool shared) {
  return std::ranges::find_if(
      held, [&](const HeldLock& lock) { return lock.address == address && lock.shared == shared; });
}

void hold(std::vector<HeldLock>& held, std::uint64_t address, bool shared) {
  const auto known = find_held(held, address, shared);
  if (known != held.end()) {
    ++known->count;
    return;
  }
  held.push_back({address, shared, 1});
  std::ranges::sort(held, {},
                    [](const HeldLock& lock) { return std::tuple(lock.address, lock.shared); });
}

void drop(std::vector<HeldLock>& held, std::uint64_t address, bool shared) {
  const auto known = find_held(held, address, shared);
  if (--known->count == 0) held.erase(known);
}

Flow run_acquire(Run& run, Visible op, const Role& role) {
  const bool tries = role.kind == StepKind::TryLock;
  if (!tries && !spins(role.flavour) && run.state.sections.atomic()) {
    return run.visible_fault(op, FindingKind::SleepInAtomic, 0);
  }
  std::vector<Access> accesses;
  if (spins(role.flavour)) {
    Sections inside = run.state.sections;
    ++inside.preempt_count;
    accesses = publish(run, op, inside);
  }
  accesses.push_back(
      {op.lock, op.shared ? AccessKind::AcquireShared : AccessKind::AcquireExclusive});
  if (!tries) return run.visible(op, std::move(accesses), true);
  // A shared holder makes an exclusive try fail, and its acquire and release are of the reading
  // kind: only a write is ordered against them.
  const bool reads = op.shared || excludes_only(role.flavour);
  const AccessKind failing = reads ? AccessKind::Read : AccessKind::Write;
  op.refused = run.world.footprints.intern({{{op.lock, failing}}, false, false});
  return run.visible(op, std::move(accesses), false, false);
}

Flow run_release(Run& run, Visible op, const Role& role) {
  const auto held = find_held(run.state.held, op.address, op.shared);
  if (held == run.state.held.end()) {
    return run.visible_fault(op, FindingKind::NotHeld, op.address, {{op.lock, AccessKind::Write}});
  }
  std::vector<Access> accesses;
  if (role.kind == StepKind::Unlock && spins(role.flavour)) {
    Sections outside = run.state.sections;
    if (outside.preempt_count-- == 0) return run.fault(FindingKind::BadOperation, op.address);
    accesses = publish(run, op, outside);
  }
  op.last_release = held->count == 1;
  const AccessKind release = op.shared ? AccessKind::ReleaseShared : AccessKind::ReleaseExclusive;
  const bool downgrades = role.kind == StepKind::Downgrade;
  accesses.push_back({op.lock, downgrades ? AccessKind::Downgrade : release});
  return run.visible(op, std::move(accesses));
}

} // namespace

Flow run_lock(Run& run, const program::Invoke& in) {
  const std::uint64_t address = run.number(in.arguments[0]);
  if (in.primitive == Primitive::LockIsHeld) {
    const auto& held = run.state.held;
    run.set(in.result, std::ranges::count(held, address, &HeldLock::address) != 0 ? 1 : 0);
    return Flow::Advance;
  }
  const Role& role = role_of(in.primitive);
  Visible op = run.operation(role.kind);
  op.address = address;
  op.shared = role.shared;
  if (!run.world.has_flavour(address, role.flavour)) {
    return run.visible_fault(op, FindingKind::BadOperation, address);
  }
  op.lock = run.world.lock_cell(address);
  const bool acquires = role.kind == StepKind::Lock || role.kind == StepKind::TryLock;
  return acquires ? run_acquire(run, op, role) : run_release(run, op, role);
}

void complete_lock(Run& run, const program::Invoke& in, const Visible& op, std::uint64_t observed) {
  const Role& role = role_of(in.primitive);
  const std::uint64_t preempt = spins(role.flavour) ? 1 : 0;
  if (role.kind == StepKind::TryLock) run.set(in.result, observed);
  if (role.kind == StepKind::Unlock) {
    drop(run.state.held, op.address, op.shared);
    run.state.sections.preempt_count -= preempt;
  } else if (role.kind == StepKind::Downgrade) {
    drop(run.state.held, op.address, false);
    hold(run.state.held, op.address, true);
  } else if (role.kind == StepKind::Lock || observed != 0) {
    hold(run.state.held, op.address, op.shared);
    run.state.sections.preempt_count += preempt;
  }
}

} // namespace walkcheck::machine
