// SPDX-License-Identifier: GPL-2.0-only
// Locks, seen from the CPU that takes and drops them: which it holds is its own state, so whether a
// release is one of a lock that it holds needs no look at the lock.
#include "model/machine/run.hpp"
#include "model/program/layout.hpp"

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

void add(std::vector<Access>& accesses, const std::vector<Access>& more) {
  accesses.insert(accesses.end(), more.begin(), more.end());
}

// How this CPU holds it: what __wc_lock_is_held() gives. Its own knowledge: no look at the lock.
std::uint64_t mode_held(const std::vector<HeldLock>& held, std::uint64_t address) {
  std::uint64_t mode = 0;
  for (const HeldLock& lock : held)
    if (lock.address == address) mode |= lock.shared ? 2 : 1;
  return mode;
}

Flow run_acquire(Run& run, Visible op, const Role& role) {
  const bool tries = role.kind == StepKind::TryLock;
  if (!tries && !spins(role.flavour) && run.state.sections.atomic()) {
    return run.visible_fault(op, FindingKind::SleepInAtomic, 0);
  }
  const bool has_writers = role.flavour == Flavour::ReadWrite || role.flavour == Flavour::Semaphore;
  if (has_writers && (op.shared || !tries) && run.world.is_fair(op.address))
    op.queue = run.world.queue_cell(op.address);
  if (op.queue != kNoCell && !op.shared && !run.state.queued) {
    op.kind = StepKind::LockQueue;
    // One that never waits, and whose hold excludes whoever has to pass.
    return run.visible(op, {{op.queue, AccessKind::AcquireExclusive}});
  }
  const AccessKind acquire = op.shared ? AccessKind::AcquireShared : AccessKind::AcquireExclusive;
  std::vector<Access> accesses = lock_accesses(op, acquire);
  if (spins(role.flavour)) {
    Sections inside = run.state.sections;
    ++inside.preempt_count;
    add(accesses, publish(run, op, inside));
  }
  if (op.queue != kNoCell && !tries)
    accesses.push_back({op.queue, op.shared ? AccessKind::Pass : AccessKind::ReleaseExclusive});
  if (!tries) return run.visible(op, std::move(accesses), true);
  // A shared holder makes an exclusive try fail, and its acquire and release are of the reading
  // kind: only a write is ordered against them.
  const bool reads = op.shared || excludes_only(role.flavour);
  const AccessKind failing = reads ? AccessKind::Read : AccessKind::Write;
  std::vector<Access> refused = lock_accesses(op, failing);
  if (op.queue != kNoCell) {
    accesses.push_back({op.queue, AccessKind::Read});
    refused.push_back({op.queue, AccessKind::Read});
  }
  op.refused = run.world.footprints.intern({std::move(refused), false, false});
  return run.visible(op, std::move(accesses), false, false);
}

Flow run_release(Run& run, Visible op, const Role& role) {
  const auto held = find_held(run.state.held, op.address, op.shared);
  if (held == run.state.held.end()) {
    return run.visible_fault(op, FindingKind::NotHeld, op.address, {{op.lock, AccessKind::Write}});
  }
  op.last_release = held->count == 1;
  const AccessKind release = op.shared ? AccessKind::ReleaseShared : AccessKind::ReleaseExclusive;
  const bool downgrades = role.kind == StepKind::Downgrade;
  std::vector<Access> accesses = lock_accesses(op, downgrades ? AccessKind::Downgrade : release);
  if (role.kind == StepKind::Unlock && spins(role.flavour)) {
    Sections outside = run.state.sections;
    if (outside.preempt_count-- == 0)
      return run.stop(CpuStatus::Faulted, FindingKind::UnbalancedSection, 0, kPreemption);
    add(accesses, publish(run, op, outside));
  }
  return run.visible(op, std::move(accesses));
}

// The least that a lock of the kernel's asks for.
constexpr std::uint32_t kLockAlignment = 4;

} // namespace

// What an invariant asks of a lock is no access of its page: that may be gone.
bool look_up_lock(Run& run, Visible& op, const program::Operand& operand) {
  op.lock = run.world.lock_cell(op.address);
  if (run.text >= run.world.cpus()) return true;
  const term::Value address = run.value(operand);
  const bool is_bare = run.world.places.is_bare(address);
  if (!is_bare && is_misaligned(run, address, kLockAlignment)) {
    op.fault = Fault{FindingKind::Misaligned, op.address};
    return false;
  }
  if (op.address < program::kFrameEnd) return look_up_frame(run, op);
  if (run.world.image.find(op.address, 1) != nullptr) return true;
  if (!is_bare) refuse_others_local(run, op.address);
  if (!is_bare && is_private(run.cpu, op.address)) {
    private_bytes(run, op.address, 1); // of its own locals, one that lives
    return true;
  }
  op.fault = Fault{is_bare ? FindingKind::WildAccess : FindingKind::BadOperation, op.address};
  return false;
}

std::uint64_t lock_address(Run& run, const program::Operand& operand) {
  const term::Value address = run.value(operand);
  run.world.places.assume_region(address, 1);
  const bool is_shared =
      address.bits < program::kFrameEnd || run.world.image.find(address.bits, 1) != nullptr;
  if (!is_shared && !run.world.places.is_bare(address)) assume_local(run, address, 1);
  run.world.places.meet_lock(address);
  return address.bits;
}

std::vector<Access> lock_accesses(const Visible& op, AccessKind kind) {
  std::vector<Access> accesses{{op.lock, kind}};
  if (op.frame != kNoCell) accesses.push_back({op.frame, AccessKind::Read});
  return accesses;
}

Flow run_lock(Run& run, const program::Invoke& in) {
  const std::uint64_t address = lock_address(run, in.arguments[0]);
  if (in.primitive == Primitive::LockIsHeld) {
    run.set(in.result, mode_held(run.state.held, address));
    return Flow::Advance;
  }
  const Role& role = role_of(in.primitive);
  Visible op = run.operation(role.kind);
  op.address = address;
  op.shared = role.shared;
  if (!run.world.has_flavour(address, role.flavour)) {
    return run.visible_fault(op, FindingKind::BadOperation, address);
  }
  if (!look_up_lock(run, op, in.arguments[0])) return run.visible(op, {});
  const bool acquires = role.kind == StepKind::Lock || role.kind == StepKind::TryLock;
  return acquires ? run_acquire(run, op, role) : run_release(run, op, role);
}

void complete_lock(Run& run, const program::Invoke& in, const Visible& op, std::uint64_t observed) {
  const Role& role = role_of(in.primitive);
  const std::uint64_t preempt = spins(role.flavour) ? 1 : 0;
  run.state.queued = false;
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
