// SPDX-License-Identifier: GPL-2.0-only
// The primitives that the machine offers and C cannot say: locks, interrupts, RCU, page-table
// pages, choice and claims. Everything else in specs/kernel/ is C on top of these.
// specs/kernel/primitives.h declares them; find_primitive() is how a name in C becomes one.
#pragma once

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

struct PrimitiveInfo {
  Primitive primitive;
  std::string_view c_name; // as declared in specs/kernel/primitives.h
  std::uint8_t arguments;  // a C string counts as one; of a variadic one, the least
  std::int8_t text;        // which argument is a string constant; -1: none
  bool returns;
  std::string_view summary;
  bool variadic = false;
};

const PrimitiveInfo& info(Primitive primitive);

// The primitive that a C function of this name is, if it is one.
std::optional<Primitive> find_primitive(std::string_view c_name);

} // namespace walkcheck::program
