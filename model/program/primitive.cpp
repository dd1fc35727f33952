// SPDX-License-Identifier: GPL-2.0-only
#include "model/program/primitive.hpp"

#include <algorithm>
#include <array>

namespace walkcheck::program {
namespace {

using P = Primitive;

// In the order of the enumeration.
constexpr std::array kPrimitives{
    PrimitiveInfo{P::Fence, "__wc_fence", 0, -1, false, "full memory fence"},
    PrimitiveInfo{P::Barrier, "__wc_barrier", 0, -1, false, "compiler barrier"},
    PrimitiveInfo{P::SpinLock, "__wc_spin_lock", 1, -1, false, "take a spinlock"},
    PrimitiveInfo{P::SpinTryLock, "__wc_spin_trylock", 1, -1, true, "try to take a spinlock"},
    PrimitiveInfo{P::SpinUnlock, "__wc_spin_unlock", 1, -1, false, "release a spinlock"},
    PrimitiveInfo{P::ReadLock, "__wc_read_lock", 1, -1, false, "take an rwlock for read"},
    PrimitiveInfo{P::ReadTryLock, "__wc_read_trylock", 1, -1, true, "try an rwlock for read"},
    PrimitiveInfo{P::ReadUnlock, "__wc_read_unlock", 1, -1, false, "release an rwlock for read"},
    PrimitiveInfo{P::WriteLock, "__wc_write_lock", 1, -1, false, "take an rwlock for write"},
    PrimitiveInfo{P::WriteTryLock, "__wc_write_trylock", 1, -1, true, "try an rwlock for write"},
    PrimitiveInfo{P::WriteUnlock, "__wc_write_unlock", 1, -1, false, "release an rwlock for write"},
    PrimitiveInfo{P::MutexLock, "__wc_mutex_lock", 1, -1, false, "take a mutex"},
    PrimitiveInfo{P::MutexTryLock, "__wc_mutex_trylock", 1, -1, true, "try a mutex"},
    PrimitiveInfo{P::MutexUnlock, "__wc_mutex_unlock", 1, -1, false, "release a mutex"},
    PrimitiveInfo{P::DownRead, "__wc_down_read", 1, -1, false, "take an rwsem for read"},
    PrimitiveInfo{P::DownReadTryLock, "__wc_down_read_trylock", 1, -1, true,
                  "try an rwsem for read"},
    PrimitiveInfo{P::UpRead, "__wc_up_read", 1, -1, false, "release an rwsem for read"},
    PrimitiveInfo{P::DownWrite, "__wc_down_write", 1, -1, false, "take an rwsem for write"},
    PrimitiveInfo{P::DownWriteTryLock, "__wc_down_write_trylock", 1, -1, true,
                  "try an rwsem for write"},
    PrimitiveInfo{P::UpWrite, "__wc_up_write", 1, -1, false, "release an rwsem for write"},
    PrimitiveInfo{P::DowngradeWrite, "__wc_downgrade_write", 1, -1, false,
                  "turn a write-held rwsem into a read-held one"},
    PrimitiveInfo{P::LockIsHeld, "__wc_lock_is_held", 1, -1, true, "how does this CPU hold it?"},
    PrimitiveInfo{P::LockIsTaken, "__wc_lock_is_taken", 1, -1, true, "is it held exclusively?"},
    PrimitiveInfo{P::LockHasHolder, "__wc_lock_has_holder", 1, -1, true,
                  "is it held by anybody, in any mode?"},
    PrimitiveInfo{P::IrqDisable, "__wc_irq_disable", 0, -1, false, "IRQs off"},
    PrimitiveInfo{P::IrqEnable, "__wc_irq_enable", 0, -1, false, "IRQs on"},
    PrimitiveInfo{P::IrqSave, "__wc_irq_save", 0, -1, true, "IRQs off; were they on?"},
    PrimitiveInfo{P::IrqRestore, "__wc_irq_restore", 1, -1, false, "IRQs as they were"},
    PrimitiveInfo{P::IrqsDisabled, "__wc_irqs_disabled", 0, -1, true, "are IRQs off?"},
    PrimitiveInfo{P::PreemptDisable, "__wc_preempt_disable", 0, -1, false, "preemption off"},
    PrimitiveInfo{P::PreemptEnable, "__wc_preempt_enable", 0, -1, false, "preemption on"},
    PrimitiveInfo{P::MightSleep, "__wc_might_sleep", 0, -1, false, "a fault if atomic"},
    PrimitiveInfo{P::IpiBroadcast, "__wc_ipi_broadcast", 0, -1, false,
                  "IPI to every other CPU, and wait"},
    PrimitiveInfo{P::RcuReadLock, "__wc_rcu_read_lock", 0, -1, false, "enter RCU read side"},
    PrimitiveInfo{P::RcuReadUnlock, "__wc_rcu_read_unlock", 0, -1, false, "leave RCU read side"},
    PrimitiveInfo{P::SynchronizeRcu, "__wc_synchronize_rcu", 0, -1, false,
                  "wait for a grace period"},
    PrimitiveInfo{P::FreeTableRcu, "__wc_free_table_rcu", 1, -1, false,
                  "free a table after a grace period"},
    PrimitiveInfo{P::AllocTable, "__wc_alloc_table", 0, -1, true, "allocate a zeroed table"},
    PrimitiveInfo{P::FreeTable, "__wc_free_table", 1, -1, false, "free a table at once"},
    PrimitiveInfo{P::TableIsLive, "__wc_table_is_live", 1, -1, true, "is it in a live table?"},
    PrimitiveInfo{P::Choose, "__wc_choose", 1, -1, true, "any of 0 .. n-1"},
    PrimitiveInfo{P::Assume, "__wc_assume", 1, -1, false, "only executions where it holds"},
    PrimitiveInfo{P::Assert, "__wc_assert", 2, 1, false, "a claim"},
    PrimitiveInfo{P::Cover, "__wc_cover", 1, 0, false, "a point that must be reached"},
    PrimitiveInfo{P::ThisCpu, "__wc_this_cpu", 0, -1, true, "this CPU's number"},
    PrimitiveInfo{P::WalkBegin, "__wc_walk_begin", 1, -1, false, "a walk of an address begins"},
    PrimitiveInfo{P::WalkEnd, "__wc_walk_end", 1, -1, false, "the walk ends with this level"},
    PrimitiveInfo{P::Event, "__wc_event", 3, 0, false, "an event that invariants listen to"},
    PrimitiveInfo{P::Require, "__wc_require", 2, 1, false, "an invariant's claim", true},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kPrimitives.size(); ++i)
    if (static_cast<std::size_t>(kPrimitives[i].primitive) != i) return false;
  return kPrimitives.size() == static_cast<std::size_t>(P::Require) + 1;
}
static_assert(in_order());

} // namespace

const PrimitiveInfo& info(Primitive primitive) {
  return kPrimitives[static_cast<std::size_t>(primitive)];
}

std::optional<Primitive> find_primitive(std::string_view c_name) {
  const auto* found = std::ranges::find(kPrimitives, c_name, &PrimitiveInfo::c_name);
  if (found == kPrimitives.end()) return std::nullopt;
  return found->primitive;
}

} // namespace walkcheck::program
