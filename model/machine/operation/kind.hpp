// SPDX-License-Identifier: GPL-2.0-only
// What kinds of steps there are, and what is true of each: one table with a row for each kind.
// info(kind) has the properties of a kind; what a step of this kind does is in its family's file in
// this folder, or in its actor's.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace walkcheck::machine {

enum class StepKind : std::uint8_t {
  Load,
  Store,
  Exchange,
  CompareExchange,
  FetchModify,
  Fence,
  LockQueue, // to write a lock whose readers wait behind waiting writers
  Lock,
  TryLock,
  Unlock,
  Downgrade,
  IrqOff,
  IrqOn,
  ReadSideEnter,
  ReadSideExit,
  IpiSend,
  IpiWait,
  SynchronizeRcu,
  RcuWait,
  AllocTable,
  FreeTable,
  FreeTableRcu,
  Choose,
  WalkBegin,
  WalkEnd,
  Event,
  TestLock,
  TestTable,
  Finish,
  // Of actors.
  TakeIpi,
  FreeQueued,
};

enum class Family : std::uint8_t { Memory, Locks, Sections, Waits, Tables, Tests, Control, Actors };

// What a step's address is the address of.
enum class ObjectKind : std::uint8_t { None, Word, Table, Lock };

// Which hooks of invariants a step may cause to run.
enum class Wakes : std::uint8_t {
  Nobody,
  State,  // always()
  Words,  // and those of changed words
  Frees,  // and those of freed tables: also at the end of a section, which may end a grace period
  Events, // the hooks of its own event
};

struct KindInfo {
  StepKind kind;
  std::string_view name;  // in files: "free_table_rcu"
  std::string_view words; // for people: "free table by RCU"; none: its primitive has a name
  Family family;
  ObjectKind object;
  bool changes_cells;
  Wakes wakes;
};

// In the order of the enumeration.
inline constexpr std::array kKinds{
    KindInfo{StepKind::Load, "load", "load", Family::Memory, ObjectKind::Word, false,
             Wakes::Nobody},
    KindInfo{StepKind::Store, "store", "store", Family::Memory, ObjectKind::Word, true,
             Wakes::Words},
    KindInfo{StepKind::Exchange, "exchange", "xchg", Family::Memory, ObjectKind::Word, true,
             Wakes::Words},
    KindInfo{StepKind::CompareExchange, "compare_exchange", "cmpxchg", Family::Memory,
             ObjectKind::Word, true, Wakes::Words},
    KindInfo{StepKind::FetchModify, "fetch_modify", "fetch-modify", Family::Memory,
             ObjectKind::Word, true, Wakes::Words},
    KindInfo{StepKind::Fence, "fence", "fence", Family::Control, ObjectKind::None, false,
             Wakes::Nobody},
    KindInfo{StepKind::LockQueue, "lock_queue", "", Family::Locks, ObjectKind::Lock, true,
             Wakes::Nobody},
    KindInfo{StepKind::Lock, "lock", "", Family::Locks, ObjectKind::Lock, true, Wakes::State},
    KindInfo{StepKind::TryLock, "try_lock", "", Family::Locks, ObjectKind::Lock, true,
             Wakes::State},
    KindInfo{StepKind::Unlock, "unlock", "", Family::Locks, ObjectKind::Lock, true, Wakes::Frees},
    KindInfo{StepKind::Downgrade, "downgrade", "", Family::Locks, ObjectKind::Lock, true,
             Wakes::State},
    KindInfo{StepKind::IrqOff, "irq_off", "", Family::Sections, ObjectKind::None, true,
             Wakes::Nobody},
    KindInfo{StepKind::IrqOn, "irq_on", "", Family::Sections, ObjectKind::None, true, Wakes::Frees},
    KindInfo{StepKind::ReadSideEnter, "read_side_enter", "", Family::Sections, ObjectKind::None,
             true, Wakes::Nobody},
    KindInfo{StepKind::ReadSideExit, "read_side_exit", "", Family::Sections, ObjectKind::None, true,
             Wakes::Frees},
    KindInfo{StepKind::IpiSend, "ipi_send", "IPI to all", Family::Waits, ObjectKind::None, true,
             Wakes::Nobody},
    KindInfo{StepKind::IpiWait, "ipi_wait", "IPI wait", Family::Waits, ObjectKind::None, false,
             Wakes::Nobody},
    KindInfo{StepKind::SynchronizeRcu, "synchronize_rcu", "synchronize_rcu", Family::Waits,
             ObjectKind::None, true, Wakes::Nobody},
    KindInfo{StepKind::RcuWait, "rcu_wait", "synchronize_rcu wait", Family::Waits, ObjectKind::None,
             false, Wakes::Nobody},
    KindInfo{StepKind::AllocTable, "alloc_table", "allocate table", Family::Tables,
             ObjectKind::Table, true, Wakes::State},
    KindInfo{StepKind::FreeTable, "free_table", "free table", Family::Tables, ObjectKind::Table,
             true, Wakes::Frees},
    KindInfo{StepKind::FreeTableRcu, "free_table_rcu", "free table by RCU", Family::Tables,
             ObjectKind::Table, true, Wakes::Frees},
    KindInfo{StepKind::Choose, "choose", "choose", Family::Control, ObjectKind::None, false,
             Wakes::Nobody},
    KindInfo{StepKind::WalkBegin, "walk_begin", "walk begins", Family::Control, ObjectKind::None,
             false, Wakes::Events},
    KindInfo{StepKind::WalkEnd, "walk_end", "walk ends", Family::Control, ObjectKind::None, false,
             Wakes::Events},
    KindInfo{StepKind::Event, "event", "event", Family::Control, ObjectKind::None, false,
             Wakes::Events},
    KindInfo{StepKind::TestLock, "test_lock", "", Family::Tests, ObjectKind::Lock, false,
             Wakes::Nobody},
    KindInfo{StepKind::TestTable, "test_table", "", Family::Tests, ObjectKind::Table, false,
             Wakes::Nobody},
    KindInfo{StepKind::Finish, "finish", "return", Family::Control, ObjectKind::None, false,
             Wakes::Nobody},
    KindInfo{StepKind::TakeIpi, "take_ipi", "takes IPI", Family::Actors, ObjectKind::None, true,
             Wakes::Nobody},
    KindInfo{StepKind::FreeQueued, "free_queued", "RCU frees table", Family::Actors,
             ObjectKind::Table, true, Wakes::Frees},
};

constexpr const KindInfo& info(StepKind kind) {
  return kKinds[static_cast<std::size_t>(kind)];
}

constexpr bool are_kinds_in_order() {
  for (std::size_t i = 0; i < kKinds.size(); ++i)
    if (static_cast<std::size_t>(kKinds[i].kind) != i) return false;
  return kKinds.size() == static_cast<std::size_t>(StepKind::FreeQueued) + 1;
}
static_assert(are_kinds_in_order());

constexpr bool accesses_word(StepKind kind) {
  return info(kind).object == ObjectKind::Word;
}

constexpr bool writes_word(StepKind kind) {
  return accesses_word(kind) && info(kind).changes_cells;
}

// The kind of this name in files, if it is one.
constexpr std::optional<StepKind> find_kind(std::string_view name) {
  for (const KindInfo& each : kKinds)
    if (each.name == name) return each.kind;
  return std::nullopt;
}

} // namespace walkcheck::machine
