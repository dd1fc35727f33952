// SPDX-License-Identifier: GPL-2.0-only
// The primitives that the machine offers and C cannot say: locks, interrupts, RCU, page-table
// pages, choice and claims. Everything else in specs/kernel/ is C on top of these.
// specs/kernel/primitives.h declares them; find_primitive() is how a name in C becomes one. What is
// true of each is in its row below; what it does is in its family's file of
// model/machine/operation.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace walkcheck::program {

enum class Primitive : std::uint8_t {
  // A full fence. A step of no effect in a sequentially consistent machine; it ends a run of
  // plain reads that ReadMode::Merged may merge.
  Fence,
  // A compiler barrier: ends such a run, and nothing else.
  Barrier,

  // Locks are named by their address. Spin and rw locks turn preemption off while held; a mutex
  // or an rw_semaphore sleeps, which is a fault with IRQs or preemption off.
  SpinLock,
  SpinTryLock,
  SpinUnlock,
  ReadLock,
  ReadTryLock,
  ReadUnlock,
  WriteLock,
  WriteTryLock,
  WriteUnlock,
  MutexLock,
  MutexTryLock,
  MutexUnlock,
  DownRead,
  DownReadTryLock,
  UpRead,
  DownWrite,
  DownWriteTryLock,
  UpWrite,
  DowngradeWrite,
  LockIsHeld,    // by this CPU: 1 if exclusively, plus 2 if shared
  LockIsTaken,   // by any CPU, exclusively
  LockHasHolder, // any CPU, in any mode

  IrqDisable,
  IrqEnable,
  IrqSave,    // returns 1 if IRQs were on
  IrqRestore, // takes what IrqSave returned
  IrqsDisabled,
  PreemptDisable,
  PreemptEnable,
  MightSleep,

  // To every other CPU; returns when each has run the (empty) handler. Two steps: send and wait.
  IpiBroadcast,

  RcuReadLock,
  RcuReadUnlock,
  SynchronizeRcu, // two steps: record and wait
  FreeTableRcu,   // call_rcu() of the table's freeing

  AllocTable,  // a new, zeroed, live page-table page; returns its address
  FreeTable,   // at once
  TableIsLive, // whether this address is in a page-table page that is allocated and not freed

  Choose, // any of 0 .. n-1
  Assume, // prunes the executions in which it is false
  Assert, // (condition, "claim")
  Cover,  // ("name")
  ThisCpu,

  // Events that invariants listen to. Where none does they are no steps.
  WalkBegin, // (address): a walk begins
  WalkEnd,   // (level): it ends with this answer
  Event,     // ("name", a, b)

  // Of invariants alone: (condition, "message", values...). The message names the values as
  // printf() would; where the condition is false the invariant is violated.
  Require,
};

// What else others ask about one.
enum class Trait : std::uint8_t {
  None = 0,
  Note = 1,         // no step of its own, and worth a line
  Unseen = 2,       // of no effect that another CPU could see
  ForHooks = 4,     // an invariant may do it: it only looks, or makes a claim
  KeepsNothing = 8, // what it is given is looked at, and goes nowhere
  Variadic = 16,
};
constexpr Trait operator|(Trait left, Trait right) {
  return static_cast<Trait>(static_cast<unsigned>(left) | static_cast<unsigned>(right));
}

struct PrimitiveInfo {
  Primitive primitive;
  std::string_view c_name; // as declared in specs/kernel/primitives.h
  std::uint8_t arguments;  // a C string counts as one; of a variadic one, the least
  std::int8_t text;        // which argument is a string constant; -1: none
  bool returns;
  std::string_view summary;
  Trait traits = Trait::None;
};

// In the order of the enumeration.
namespace table {
using enum Primitive;
using enum Trait;
inline constexpr std::array kPrimitives{
    PrimitiveInfo{Fence, "__wc_fence", 0, -1, false, "full memory fence", Unseen | ForHooks},
    PrimitiveInfo{Barrier, "__wc_barrier", 0, -1, false, "compiler barrier",
                  Note | Unseen | ForHooks},
    PrimitiveInfo{SpinLock, "__wc_spin_lock", 1, -1, false, "take a spinlock"},
    PrimitiveInfo{SpinTryLock, "__wc_spin_trylock", 1, -1, true, "try to take a spinlock"},
    PrimitiveInfo{SpinUnlock, "__wc_spin_unlock", 1, -1, false, "release a spinlock"},
    PrimitiveInfo{ReadLock, "__wc_read_lock", 1, -1, false, "take an rwlock for read"},
    PrimitiveInfo{ReadTryLock, "__wc_read_trylock", 1, -1, true, "try an rwlock for read"},
    PrimitiveInfo{ReadUnlock, "__wc_read_unlock", 1, -1, false, "release an rwlock for read"},
    PrimitiveInfo{WriteLock, "__wc_write_lock", 1, -1, false, "take an rwlock for write"},
    PrimitiveInfo{WriteTryLock, "__wc_write_trylock", 1, -1, true, "try an rwlock for write"},
    PrimitiveInfo{WriteUnlock, "__wc_write_unlock", 1, -1, false, "release an rwlock for write"},
    PrimitiveInfo{MutexLock, "__wc_mutex_lock", 1, -1, false, "take a mutex"},
    PrimitiveInfo{MutexTryLock, "__wc_mutex_trylock", 1, -1, true, "try a mutex"},
    PrimitiveInfo{MutexUnlock, "__wc_mutex_unlock", 1, -1, false, "release a mutex"},
    PrimitiveInfo{DownRead, "__wc_down_read", 1, -1, false, "take an rwsem for read"},
    PrimitiveInfo{DownReadTryLock, "__wc_down_read_trylock", 1, -1, true, "try an rwsem for read"},
    PrimitiveInfo{UpRead, "__wc_up_read", 1, -1, false, "release an rwsem for read"},
    PrimitiveInfo{DownWrite, "__wc_down_write", 1, -1, false, "take an rwsem for write"},
    PrimitiveInfo{DownWriteTryLock, "__wc_down_write_trylock", 1, -1, true,
                  "try an rwsem for write"},
    PrimitiveInfo{UpWrite, "__wc_up_write", 1, -1, false, "release an rwsem for write"},
    PrimitiveInfo{DowngradeWrite, "__wc_downgrade_write", 1, -1, false,
                  "turn a write-held rwsem into a read-held one"},
    PrimitiveInfo{LockIsHeld, "__wc_lock_is_held", 1, -1, true, "how does this CPU hold it?", Note},
    PrimitiveInfo{LockIsTaken, "__wc_lock_is_taken", 1, -1, true, "is it held exclusively?",
                  ForHooks | KeepsNothing},
    // Not ForHooks: it orders what looks at it with shared holders too, whose own steps are of
    // the reading kind.
    PrimitiveInfo{LockHasHolder, "__wc_lock_has_holder", 1, -1, true,
                  "is it held by anybody, in any mode?"},
    PrimitiveInfo{IrqDisable, "__wc_irq_disable", 0, -1, false, "IRQs off"},
    PrimitiveInfo{IrqEnable, "__wc_irq_enable", 0, -1, false, "IRQs on"},
    PrimitiveInfo{IrqSave, "__wc_irq_save", 0, -1, true, "IRQs off; were they on?"},
    PrimitiveInfo{IrqRestore, "__wc_irq_restore", 1, -1, false, "IRQs as they were"},
    PrimitiveInfo{IrqsDisabled, "__wc_irqs_disabled", 0, -1, true, "are IRQs off?", Note},
    PrimitiveInfo{PreemptDisable, "__wc_preempt_disable", 0, -1, false, "preemption off"},
    PrimitiveInfo{PreemptEnable, "__wc_preempt_enable", 0, -1, false, "preemption on"},
    PrimitiveInfo{MightSleep, "__wc_might_sleep", 0, -1, false, "a fault if atomic",
                  Note | Unseen | ForHooks},
    PrimitiveInfo{IpiBroadcast, "__wc_ipi_broadcast", 0, -1, false,
                  "IPI to every other CPU, and wait"},
    PrimitiveInfo{RcuReadLock, "__wc_rcu_read_lock", 0, -1, false, "enter RCU read side"},
    PrimitiveInfo{RcuReadUnlock, "__wc_rcu_read_unlock", 0, -1, false, "leave RCU read side"},
    PrimitiveInfo{SynchronizeRcu, "__wc_synchronize_rcu", 0, -1, false, "wait for a grace period"},
    PrimitiveInfo{FreeTableRcu, "__wc_free_table_rcu", 1, -1, false,
                  "free a table after a grace period"},
    PrimitiveInfo{AllocTable, "__wc_alloc_table", 0, -1, true, "allocate a zeroed table"},
    PrimitiveInfo{FreeTable, "__wc_free_table", 1, -1, false, "free a table at once"},
    PrimitiveInfo{TableIsLive, "__wc_table_is_live", 1, -1, true, "is it in a live table?",
                  ForHooks | KeepsNothing},
    PrimitiveInfo{Choose, "__wc_choose", 1, -1, true, "any of 0 .. n-1", Unseen},
    PrimitiveInfo{Assume, "__wc_assume", 1, -1, false, "only executions where it holds",
                  Note | Unseen | KeepsNothing},
    PrimitiveInfo{Assert, "__wc_assert", 2, 1, false, "a claim",
                  Note | Unseen | ForHooks | KeepsNothing},
    PrimitiveInfo{Cover, "__wc_cover", 1, 0, false, "a point that must be reached",
                  Note | Unseen | ForHooks},
    PrimitiveInfo{ThisCpu, "__wc_this_cpu", 0, -1, true, "this CPU's number",
                  Note | Unseen | ForHooks},
    PrimitiveInfo{WalkBegin, "__wc_walk_begin", 1, -1, false, "a walk of an address begins",
                  Note | Unseen},
    PrimitiveInfo{WalkEnd, "__wc_walk_end", 1, -1, false, "the walk ends with this level",
                  Note | Unseen},
    PrimitiveInfo{Event, "__wc_event", 3, 0, false, "an event that invariants listen to",
                  Note | Unseen},
    PrimitiveInfo{Require, "__wc_require", 2, 1, false, "an invariant's claim",
                  Note | Unseen | ForHooks | KeepsNothing | Variadic},
};
} // namespace table
using table::kPrimitives;

constexpr const PrimitiveInfo& info(Primitive primitive) {
  return kPrimitives[static_cast<std::size_t>(primitive)];
}

constexpr bool has(Primitive primitive, Trait trait) {
  return (static_cast<unsigned>(info(primitive).traits) & static_cast<unsigned>(trait)) != 0;
}

constexpr bool are_primitives_in_order() {
  for (std::size_t i = 0; i < kPrimitives.size(); ++i)
    if (static_cast<std::size_t>(kPrimitives[i].primitive) != i) return false;
  return kPrimitives.size() == static_cast<std::size_t>(Primitive::Require) + 1;
}
static_assert(are_primitives_in_order());

// The primitive that a C function of this name is, if it is one.
constexpr std::optional<Primitive> find_primitive(std::string_view c_name) {
  for (const PrimitiveInfo& each : kPrimitives)
    if (each.c_name == c_name) return each.primitive;
  return std::nullopt;
}

} // namespace walkcheck::program
