// SPDX-License-Identifier: GPL-2.0-only
// The table of the kinds of items in random machines: the name of each, and what it becomes in a
// program. An item's `a` and `b` choose among its variants.
#pragma once

#include "random_item.hpp"

#include "model/program/builder.hpp"
#include "model/program/layout.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

namespace walkcheck::machine::testing {

enum class ItemKind : std::uint32_t {
  // Sections, with items inside them.
  Spin,
  Read,
  Write,
  Mutex,
  Semaphore,
  Irqs,
  Rcu,
  Preemption,
  // Memory.
  Load,
  Store,
  FetchAdd,
  Exchange,
  CompareExchange,
  ClearLink,
  LoadThroughLink,
  StoreThroughLink,
  // Primitives.
  SpinTry,
  ReadTry,
  WriteTry,
  MutexTry,
  DownReadTry,
  DownWriteTry,
  Ipi,
  IpiAgain, // makes it twice as likely
  SynchronizeRcu,
  FreeTable,
  FreeTableRcu,
  AllocAndFree,
  // Others.
  Fence,
  Choice,
  Claim,
  Assumption,
  Cover,
  Increment,
  RareLock,
  NewTable,
  RareFree,
  DataPage,
  SleepOrBarrier,
  ThisCpu,
  WalkBegins,
  WalkEnds,
  Event,
  ChangeSpte,
  TableLock,
  LockTest,
  HalfSection,
};

namespace random_kinds {

using P = program::Primitive;
using O = program::Operand;
using B = program::Builder;

inline void emit(B& b, const std::vector<Item>& items);

inline O word(B& b, const Item& item) {
  switch (item.a) {
  case 0:
  case 1: return b.global(fmt::format("x{}", item.a));
  case 2: return B::constant(program::kPgdAddress);
  default: return B::constant((kTableFrame << program::kPageShift) + 8);
  }
}

inline O table_address() {
  return B::constant(kTableFrame << program::kPageShift);
}

// A word in the table that the PGD's first entry points to; in frame 0 once the entry is cleared.
inline O word_through_link(B& b, const Item& item) {
  const O entry = b.load(B::constant(program::kPgdAddress));
  const O table = b.binary(program::BinaryOp::And, entry, B::constant(~std::uint64_t{0xfff}));
  return b.add(table, B::constant(8 * item.a));
}

inline O lock(B& b, const std::string& name, std::uint32_t which) {
  return b.global(fmt::format("{}{}", name, which % 2));
}

inline void wrap(B& b, const Item& item, P first, P last, std::initializer_list<O> arguments) {
  b.invoke(first, arguments);
  emit(b, item.inside);
  b.invoke(last, arguments);
}

inline void semaphore(B& b, const Item& item) {
  const O sem = lock(b, "sem", 0);
  if (item.b == 0) return wrap(b, item, P::DownRead, P::UpRead, {sem});
  if (item.b == 1) return wrap(b, item, P::DownWrite, P::UpWrite, {sem});
  b.invoke(P::DownWrite, {sem});
  b.invoke(P::DowngradeWrite, {sem});
  emit(b, item.inside);
  b.invoke(P::UpRead, {sem});
}

inline void irqs(B& b, const Item& item) {
  if (item.b >= 2) return wrap(b, item, P::IrqDisable, P::IrqEnable, {});
  const O flags = b.invoke(P::IrqSave);
  emit(b, item.inside);
  b.invoke(P::IrqRestore, {flags});
}

inline std::uint8_t bytes_of(const Item& item) {
  return item.b == 3 ? 4 : 8;
}

inline program::Ordering ordering_of(const Item& item) {
  return item.b < 2 ? program::Ordering::Plain : program::Ordering::Once;
}

inline void try_lock(B& b, P attempt, P unlock, O lock) {
  const O taken = b.invoke(attempt, {lock});
  b.load(b.global("x0"));
  const program::Label yes = b.label(), no = b.label();
  b.branch(taken, yes, no);
  b.place(yes);
  b.invoke(unlock, {lock});
  b.place(no);
}

inline O is_not(B& b, const Item& item) {
  return b.compare(program::Comparison::Ne, b.load(word(b, item)), B::constant(item.b));
}

inline void increment(B& b, const Item& item) {
  const O address = b.global(fmt::format("x{}", item.a % 2));
  b.store(address, b.add(b.load(address), B::constant(1)));
}

inline void rare_lock(B& b, const Item& item) {
  switch (item.a) {
  case 0: b.invoke(P::SpinUnlock, {lock(b, "spin", 0)}); break;
  case 1: b.invoke(P::MutexLock, {lock(b, "spin", 0)}); break; // of another kind
  case 2: b.invoke(P::ReadUnlock, {lock(b, "rw", 0)}); break;
  default: b.invoke(P::DownWrite, {lock(b, "sem", 0)}); break; // never released
  }
}

inline void new_table(B& b, const Item& item) {
  const O address = b.invoke(P::AllocTable);
  b.store(B::constant(program::kPgdAddress), address);
  if (item.a == 1) b.load(address);
  if (item.a == 2) b.invoke(P::FreeTableRcu, {address});
}

inline void rare_free(B& b, const Item& item) {
  const std::uint64_t frame = item.a < 2 ? kDataFrame : program::kPgdFrame;
  const O address = B::constant(frame << program::kPageShift);
  b.invoke(item.b < 2 ? P::FreeTable : P::FreeTableRcu, {address});
}

// The lock is in the table's page, and may be used after the table was freed.
inline void table_lock(B& b, const Item& item) {
  const O table = table_address();
  if (item.a == 3) return try_lock(b, P::SpinTryLock, P::SpinUnlock, table);
  b.invoke(P::SpinLock, {table});
  if (item.a == 1) b.invoke(P::FreeTable, {table});
  if (item.a == 2) b.invoke(P::FreeTableRcu, {table});
  b.invoke(P::SpinUnlock, {table});
}

inline void lock_test(B& b, const Item& item) {
  const O tested = item.a == 0   ? lock(b, "spin", 0)
                   : item.a == 1 ? lock(b, "rw", 0)
                   : item.a == 2 ? lock(b, "sem", 0)
                                 : table_address();
  const P question = item.b == 0 ? P::LockIsTaken : item.b == 1 ? P::LockIsHeld : P::LockHasHolder;
  b.store(b.global("x1"), b.invoke(question, {tested}));
}

// A section that is never left, or was never entered.
inline void half_section(B& b, const Item& item) {
  constexpr P kHalves[] = {P::RcuReadLock, P::RcuReadUnlock, P::PreemptDisable, P::PreemptEnable};
  b.invoke(kHalves[item.a]);
}

struct Row {
  ItemKind kind;
  const char* name;
  void (*emit)(B& b, const Item& item);
};

// In the order of the enumeration.
inline constexpr std::array kRows{
    Row{ItemKind::Spin, "spin_lock",
        [](B& b, const Item& item) {
          wrap(b, item, P::SpinLock, P::SpinUnlock, {lock(b, "spin", item.a)});
        }},
    Row{ItemKind::Read, "read_lock",
        [](B& b, const Item& item) {
          wrap(b, item, P::ReadLock, P::ReadUnlock, {lock(b, "rw", 0)});
        }},
    Row{ItemKind::Write, "write_lock",
        [](B& b, const Item& item) {
          wrap(b, item, P::WriteLock, P::WriteUnlock, {lock(b, "rw", 0)});
        }},
    Row{ItemKind::Mutex, "mutex_lock",
        [](B& b, const Item& item) {
          wrap(b, item, P::MutexLock, P::MutexUnlock, {lock(b, "mutex", item.a)});
        }},
    Row{ItemKind::Semaphore, "rwsem", semaphore},
    Row{ItemKind::Irqs, "IRQs off", irqs},
    Row{ItemKind::Rcu, "rcu_read_lock",
        [](B& b, const Item& item) { wrap(b, item, P::RcuReadLock, P::RcuReadUnlock, {}); }},
    Row{ItemKind::Preemption, "preemption off",
        [](B& b, const Item& item) { wrap(b, item, P::PreemptDisable, P::PreemptEnable, {}); }},
    Row{ItemKind::Load, "load",
        [](B& b, const Item& item) { b.load(word(b, item), bytes_of(item), ordering_of(item)); }},
    Row{ItemKind::Store, "store",
        [](B& b, const Item& item) {
          b.store(word(b, item), B::constant(item.b), bytes_of(item));
        }},
    Row{ItemKind::FetchAdd, "fetch-add",
        [](B& b, const Item& item) {
          b.fetch(program::FetchOp::Add, word(b, item), B::constant(1), bytes_of(item));
        }},
    Row{ItemKind::Exchange, "xchg",
        [](B& b, const Item& item) {
          b.exchange(word(b, item), B::constant(item.b), bytes_of(item));
        }},
    Row{ItemKind::CompareExchange, "cmpxchg",
        [](B& b, const Item& item) {
          b.compare_exchange(word(b, item), B::constant(item.b), B::constant(2));
        }},
    Row{ItemKind::ClearLink, "clear the link",
        [](B& b, const Item&) { b.store(B::constant(program::kPgdAddress), B::constant(0)); }},
    Row{ItemKind::LoadThroughLink, "load through the link",
        [](B& b, const Item& item) { b.load(word_through_link(b, item)); }},
    Row{ItemKind::StoreThroughLink, "store through the link",
        [](B& b, const Item& item) { b.store(word_through_link(b, item), B::constant(item.b)); }},
    Row{ItemKind::SpinTry, "spin_trylock",
        [](B& b, const Item& item) {
          try_lock(b, P::SpinTryLock, P::SpinUnlock, lock(b, "spin", item.a));
        }},
    Row{ItemKind::ReadTry, "read_trylock",
        [](B& b, const Item&) { try_lock(b, P::ReadTryLock, P::ReadUnlock, lock(b, "rw", 0)); }},
    Row{ItemKind::WriteTry, "write_trylock",
        [](B& b, const Item&) { try_lock(b, P::WriteTryLock, P::WriteUnlock, lock(b, "rw", 0)); }},
    Row{ItemKind::MutexTry, "mutex_trylock",
        [](B& b, const Item& item) {
          try_lock(b, P::MutexTryLock, P::MutexUnlock, lock(b, "mutex", item.a));
        }},
    Row{ItemKind::DownReadTry, "down_read_trylock",
        [](B& b, const Item&) { try_lock(b, P::DownReadTryLock, P::UpRead, lock(b, "sem", 0)); }},
    Row{ItemKind::DownWriteTry, "down_write_trylock",
        [](B& b, const Item&) { try_lock(b, P::DownWriteTryLock, P::UpWrite, lock(b, "sem", 0)); }},
    Row{ItemKind::Ipi, "IPI", [](B& b, const Item&) { b.invoke(P::IpiBroadcast); }},
    Row{ItemKind::IpiAgain, "IPI", [](B& b, const Item&) { b.invoke(P::IpiBroadcast); }},
    Row{ItemKind::SynchronizeRcu, "synchronize_rcu",
        [](B& b, const Item&) { b.invoke(P::SynchronizeRcu); }},
    Row{ItemKind::FreeTable, "free the table",
        [](B& b, const Item&) { b.invoke(P::FreeTable, {table_address()}); }},
    Row{ItemKind::FreeTableRcu, "free the table by RCU",
        [](B& b, const Item&) { b.invoke(P::FreeTableRcu, {table_address()}); }},
    Row{ItemKind::AllocAndFree, "free a new table",
        [](B& b, const Item&) { b.invoke(P::FreeTable, {b.invoke(P::AllocTable)}); }},
    Row{ItemKind::Fence, "fence", [](B& b, const Item&) { b.invoke(P::Fence); }},
    Row{ItemKind::Choice, "choose",
        [](B& b, const Item&) { b.store(b.global("x0"), b.invoke(P::Choose, {B::constant(2)})); }},
    Row{ItemKind::Claim, "assert",
        [](B& b, const Item& item) { b.invoke(P::Assert, {is_not(b, item)}, "claim"); }},
    Row{ItemKind::Assumption, "assume",
        [](B& b, const Item& item) { b.invoke(P::Assume, {is_not(b, item)}); }},
    Row{ItemKind::Cover, "cover", [](B& b, const Item&) { b.invoke(P::Cover, {}, "cover"); }},
    Row{ItemKind::Increment, "increment", increment},
    Row{ItemKind::RareLock, "a lock misused", rare_lock},
    Row{ItemKind::NewTable, "link a new table", new_table},
    Row{ItemKind::RareFree, "free what is no table", rare_free},
    Row{ItemKind::DataPage, "load from no table",
        [](B& b, const Item& item) {
          b.load(B::constant((item.a % 2 == 0 ? kDataFrame : 0) << program::kPageShift));
        }},
    Row{ItemKind::SleepOrBarrier, "may sleep, or barrier",
        [](B& b, const Item& item) { b.invoke(item.a < 2 ? P::MightSleep : P::Barrier); }},
    Row{ItemKind::ThisCpu, "store this CPU",
        [](B& b, const Item&) { b.store(b.global("x1", 8), b.invoke(P::ThisCpu)); }},
    Row{ItemKind::WalkBegins, "walk begins",
        [](B& b, const Item& item) { b.invoke(P::WalkBegin, {B::constant(item.b)}); }},
    Row{ItemKind::WalkEnds, "walk ends",
        [](B& b, const Item& item) { b.invoke(P::WalkEnd, {b.load(word(b, item))}); }},
    Row{ItemKind::Event, "event",
        [](B& b, const Item& item) {
          b.invoke(P::Event, {B::constant(item.a), B::constant(item.b)}, "event");
        }},
    Row{ItemKind::ChangeSpte, "change an SPTE",
        [](B& b, const Item& item) { b.exchange(b.global("sptes"), B::constant(item.b)); }},
    Row{ItemKind::TableLock, "lock the table", table_lock},
    Row{ItemKind::LockTest, "test a lock", lock_test},
    Row{ItemKind::HalfSection, "half a section", half_section},
};

constexpr bool are_rows_in_order() {
  for (std::size_t i = 0; i < kRows.size(); ++i)
    if (static_cast<std::size_t>(kRows[i].kind) != i) return false;
  return kRows.size() == static_cast<std::size_t>(ItemKind::HalfSection) + 1;
}
static_assert(are_rows_in_order());

inline void emit(B& b, const std::vector<Item>& items) {
  for (const Item& item : items)
    kRows[item.kind].emit(b, item);
}

} // namespace random_kinds

inline bool is_section(ItemKind kind) {
  return kind <= ItemKind::Preemption;
}

} // namespace walkcheck::machine::testing
