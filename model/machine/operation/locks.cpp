// SPDX-License-Identifier: GPL-2.0-only
// Locks of all flavours: a cell says who holds it, shared or exclusively. A CPU that holds a lock
// cannot take it again: it blocks for ever, as in the kernel. A table's lock goes with its table:
// each step on it looks up the page, as one on a word does. (The kernel lets a reader recurse
// unless a writer waits; so does this, as shared holders do not exclude each other. Where waiting
// writers can matter, see wait_graph.hpp, taking a lock to write it is two steps, to queue and to
// get it, and readers wait for an empty queue.)
//
// Which locks a CPU holds is its own state, so a release can be checked without a look at the lock.
#include "model/machine/operation/locks.hpp"

#include "model/machine/operation/addressing.hpp"
#include "model/machine/operation/memory.hpp"
#include "model/machine/operation/operation.hpp"
#include "model/machine/operation/sections.hpp"
#include "model/machine/state/private_memory.hpp"
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

// How this CPU holds the lock: the result of __wc_lock_is_held(). The CPU's own state has it, so
// this is no look at the lock.
std::uint64_t mode_held(const std::vector<HeldLock>& held, std::uint64_t address) {
  std::uint64_t mode = 0;
  for (const HeldLock& lock : held)
    if (lock.address == address) mode |= lock.shared ? 2 : 1;
  return mode;
}

Flow run_acquire(Run& run, Visible op, const Role& role) {
  const bool tries = role.kind == StepKind::TryLock;
  if (!tries && !spins(role.flavour) && run.state.sections.atomic()) {
    return run.visible_fault(op, FindingKind::SleepInAtomic);
  }
  const bool has_writers = role.flavour == Flavour::ReadWrite || role.flavour == Flavour::Semaphore;
  if (has_writers && (op.lock().shared || !tries) && run.world.is_fair(op.address))
    op.lock().queue = run.world.queue_cell(op.address);
  if (op.lock().queue != kNoCell && !op.lock().shared && !run.state.queued) {
    op.does = find_operation(StepKind::LockQueue);
    // An acquisition that never waits, and whose hold keeps back everybody who has to pass.
    return run.visible(op, {{op.lock().queue, AccessKind::AcquireExclusive}});
  }
  const AccessKind acquire =
      op.lock().shared ? AccessKind::AcquireShared : AccessKind::AcquireExclusive;
  std::vector<Access> accesses = lock_accesses(op, acquire);
  if (spins(role.flavour)) {
    Sections inside = run.state.sections;
    ++inside.preempt_count;
    add(accesses, publish(run, op, inside));
  }
  if (op.lock().queue != kNoCell && !tries)
    accesses.push_back(
        {op.lock().queue, op.lock().shared ? AccessKind::Pass : AccessKind::ReleaseExclusive});
  if (!tries) return run.visible(op, std::move(accesses), true);
  // A shared holder makes an exclusive try fail. Its acquire and release are of the reading kind,
  // so such a try has to write to be ordered against them.
  const bool reads = op.lock().shared || excludes_only(role.flavour);
  const AccessKind failing = reads ? AccessKind::Read : AccessKind::Write;
  std::vector<Access> refused = lock_accesses(op, failing);
  if (op.lock().queue != kNoCell) {
    accesses.push_back({op.lock().queue, AccessKind::Read});
    refused.push_back({op.lock().queue, AccessKind::Read});
  }
  op.refused = run.world.footprints.intern({std::move(refused), false, false});
  return run.visible(op, std::move(accesses), false, false);
}

Flow run_release(Run& run, Visible op, const Role& role) {
  const auto held = find_held(run.state.held, op.address, op.lock().shared);
  if (held == run.state.held.end()) {
    return run.visible_fault(op, FindingKind::NotHeld, {{op.lock().cell, AccessKind::Write}});
  }
  op.lock().last_release = held->count == 1;
  const AccessKind release =
      op.lock().shared ? AccessKind::ReleaseShared : AccessKind::ReleaseExclusive;
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

// The smallest alignment of any lock in the kernel.
constexpr std::uint32_t kLockAlignment = 4;

} // namespace

// An invariant's look at a lock is no access of its page, which may be gone.
bool look_up_lock(Run& run, Visible& op, const program::Operand& operand) {
  op.lock().cell = run.world.lock_cell(op.address);
  if (run.is_hook()) return true;
  const term::Value address = run.value(operand);
  const bool is_bare = run.world.places.is_bare(address);
  if (!is_bare && is_misaligned(run, address, kLockAlignment)) {
    op.fault = FindingKind::Misaligned;
    return false;
  }
  if (op.address < program::kFrameEnd) return look_up_frame(run, op);
  if (run.world.image.find(op.address, 1) != nullptr) return true;
  if (!is_bare) refuse_others_local(run, op.address);
  if (!is_bare && is_private(run.cpu, op.address)) {
    private_bytes(run, op.address, 1); // faults unless it is in a living local
    return true;
  }
  refuse_what_is_not_modelled(run, op.address);
  op.fault = is_bare ? FindingKind::WildAccess : FindingKind::BadOperation;
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
  std::vector<Access> accesses{{op.lock().cell, kind}};
  if (op.frame != kNoCell) accesses.push_back({op.frame, AccessKind::Read});
  return accesses;
}

namespace {

Flow run_lock_is_held(Run& run, const program::Invoke& in) {
  run.set(in.result, mode_held(run.state.held, lock_address(run, in.arguments[0])));
  return Flow::Advance;
}

Flow run_lock(Run& run, const program::Invoke& in) {
  const std::uint64_t address = lock_address(run, in.arguments[0]);
  const Role& role = role_of(in.primitive);
  Visible op = run.operation(role.kind);
  op.address = address;
  op.lock().shared = role.shared;
  if (!run.world.has_flavour(address, role.flavour)) {
    return run.visible_fault(op, FindingKind::BadOperation);
  }
  if (!look_up_lock(run, op, in.arguments[0])) return run.visible(op, {});
  const bool acquires = role.kind == StepKind::Lock || role.kind == StepKind::TryLock;
  return acquires ? run_acquire(run, op, role) : run_release(run, op, role);
}

// The change of the preemption count: spinlocks turn preemption off while they are held.
std::uint64_t preemption_of(const Visible& op) {
  return spins(role_of(op.primitive).flavour) ? 1 : 0;
}

bool complete_lock(Run& run, const Visible& op, const term::Value& /*observed*/) {
  run.state.queued = false;
  hold(run.state.held, op.address, op.lock().shared);
  run.state.sections.preempt_count += preemption_of(op);
  return true;
}

bool complete_try(Run& run, const Visible& op, const term::Value& observed) {
  run.set(invoked(run).result, observed);
  return observed.bits == 0 || complete_lock(run, op, observed);
}

bool complete_unlock(Run& run, const Visible& op, const term::Value& /*observed*/) {
  drop(run.state.held, op.address, op.lock().shared);
  run.state.sections.preempt_count -= preemption_of(op);
  return true;
}

bool complete_downgrade(Run& run, const Visible& op, const term::Value& /*observed*/) {
  drop(run.state.held, op.address, false);
  hold(run.state.held, op.address, true);
  return true;
}

bool complete_queue(Run& run, const Visible& /*op*/, const term::Value& /*observed*/) {
  run.state.queued = true;
  return false;
}

bool is_free_for(const World& world, CpuId /*cpu*/, const Visible& op) {
  const LockUse& lock = op.lock();
  if (!lock.shared) return world.holders(lock.cell) == 0;
  // Readers wait behind waiting writers.
  const bool is_behind = lock.queue != kNoCell && world.cells.value(lock.queue) != 0;
  return !is_behind && !world.is_exclusive(lock.cell);
}

Outcome plan_lock(World& world, CpuId /*cpu*/, const Visible& op, unsigned /*alternative*/) {
  return {0, op.footprint, fault_of_page(world, op)};
}

Outcome plan_try(World& world, CpuId cpu, const Visible& op, unsigned /*alternative*/) {
  const auto fault = fault_of_page(world, op);
  if (fault || !is_free_for(world, cpu, op)) return {0, op.refused, fault};
  return {1, op.footprint, {}};
}

Outcome plan_unlock(World& world, CpuId cpu, const Visible& op, unsigned /*alternative*/) {
  return {0, section_footprint(world, cpu, op), fault_of_page(world, op)};
}

void apply_queue(World& world, CpuId cpu, const Visible& op, const Outcome& /*outcome*/) {
  const CellId queue = op.lock().queue;
  world.cells.set(queue, world.cells.value(queue) | bit(cpu));
}

void apply_lock(World& world, CpuId cpu, const Visible& op, const Outcome& outcome) {
  const LockUse& lock = op.lock();
  world.set_holders(lock.cell, world.holders(lock.cell) | bit(cpu), !lock.shared);
  if (lock.queue != kNoCell && !lock.shared)
    world.cells.set(lock.queue, world.cells.value(lock.queue) & ~bit(cpu));
  if (!outcome.fault) apply_section(world, cpu, op, outcome);
}

void apply_try(World& world, CpuId cpu, const Visible& op, const Outcome& outcome) {
  if (outcome.observed.bits != 0) apply_lock(world, cpu, op, outcome);
}

// Also if it is a fault: those who wait for the section's end go by the footprint.
void apply_unlock(World& world, CpuId cpu, const Visible& op, const Outcome& outcome) {
  const LockUse& lock = op.lock();
  if (lock.last_release) world.set_holders(lock.cell, world.holders(lock.cell) & ~bit(cpu), false);
  apply_section(world, cpu, op, outcome);
}

void apply_downgrade(World& world, CpuId /*cpu*/, const Visible& op, const Outcome& /*outcome*/) {
  world.set_holders(op.lock().cell, world.holders(op.lock().cell), false);
}

bool failed_to_lock(Run& /*run*/, const Visible& /*op*/, const Outcome& outcome) {
  return outcome.observed.bits == 0;
}

void note_lock_wait(WaitGraph& graph, CpuId cpu, const LocalState& state, const Visible& op) {
  if (op.loop.awaits == nullptr) {
    graph.waits(state, op.address, op.lock().shared);
    if (!op.lock().shared) graph.writes(op.address);
  }
  if (op.lock().shared) graph.shares(cpu, state, op.address, false);
}

void note_lock_try(WaitGraph& graph, CpuId cpu, const LocalState& state, const Visible& op) {
  if (op.lock().shared) graph.shares(cpu, state, op.address, true);
}

Wait wait_for_lock(const World& world, CpuId /*cpu*/, const Visible& op) {
  const CpuSet behind =
      op.lock().shared && op.lock().queue != kNoCell ? world.cells.value(op.lock().queue) : 0;
  return {op.address, world.holders(op.lock().cell), behind};
}

constexpr auto invocations_of_roles() {
  std::array<Invocation, kRoles.size() + 1> invocations{};
  for (std::size_t i = 0; i < kRoles.size(); ++i)
    invocations[i] = {kRoles[i].primitive, run_lock};
  invocations.back() = {Primitive::LockIsHeld, run_lock_is_held};
  return invocations;
}

} // namespace

Rows lock_rows() {
  static constexpr std::array operations{
      Operation{.kind = StepKind::LockQueue,
                .plan = plan_lock,
                .apply = apply_queue,
                .complete = complete_queue},
      Operation{.kind = StepKind::Lock,
                .plan = plan_lock,
                .apply = apply_lock,
                .is_granted = is_free_for,
                .complete = complete_lock,
                .note_wait = note_lock_wait,
                .waits_for = wait_for_lock},
      Operation{.kind = StepKind::TryLock,
                .plan = plan_try,
                .apply = apply_try,
                .complete = complete_try,
                .changed_nothing = failed_to_lock,
                .note_wait = note_lock_try},
      Operation{.kind = StepKind::Unlock,
                .plan = plan_unlock,
                .apply = apply_unlock,
                .complete = complete_unlock},
      Operation{.kind = StepKind::Downgrade,
                .plan = plan_lock,
                .apply = apply_downgrade,
                .complete = complete_downgrade},
  };
  static constexpr auto invocations = invocations_of_roles();
  return {operations, invocations};
}

} // namespace walkcheck::machine
