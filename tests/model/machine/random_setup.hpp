// SPDX-License-Identifier: GPL-2.0-only
// Small random machines that use every primitive, half of them with a random invariant. A machine
// is drawn as a tree of items, so that a failing one can be shrunk by leaving items out; build()
// turns it into programs.
#pragma once

#include "random_hooks.hpp"
#include "random_item.hpp"

#include "model/machine/state/setup.hpp"
#include "model/program/builder.hpp"
#include "model/program/layout.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace walkcheck::machine::testing {

class RandomSetup {
public:
  static RandomModel draw(std::uint64_t seed) {
    std::mt19937_64 random(seed);
    RandomModel model;
    model.merged = random() % 4 == 0;
    const auto cpus = 2 + random() % 2;
    // Some machines keep to one family, so that its steps meet often.
    const std::uint32_t family = static_cast<std::uint32_t>(random() % 7);
    for (std::uint64_t i = 0; i < cpus; ++i) {
      model.cpus.push_back(draw_items(random, family, cpus == 2 ? 4 : 3, 2));
    }
    if (random() % 2 == 0) model.hooks = RandomHooks::draw(random);
    return model;
  }

  static Setup build(const RandomModel& model) {
    Setup setup;
    setup.reads = model.merged ? ReadMode::Merged : ReadMode::Source;
    setup.frames = {{program::kPgdFrame, FrameState::LiveTable, "PGD"},
                    {kTableFrame, FrameState::LiveTable, "PTE table"},
                    {kDataFrame, FrameState::Data, "data"}};
    setup.words = {{program::kPgdAddress, (kTableFrame << program::kPageShift) | 1},
                   {program::kPgdAddress + 8, (kTableFrame << program::kPageShift) | 1}};
    for (const std::vector<Item>& items : model.cpus) {
      const std::string name = fmt::format("cpu{}", setup.cpus.size());
      program::Builder b(name);
      emit(b, items);
      setup.cpus.push_back({name, b.finish(), {}});
    }
    setup.cpus[0].program.globals.push_back(sptes());
    if (!model.hooks.empty()) setup.invariants.push_back(RandomHooks::build(model.hooks));
    return setup;
  }

  static std::string print(const RandomModel& model) {
    std::string text = model.merged ? "merged reads\n" : "";
    for (const std::vector<Item>& items : model.cpus) {
      text += "cpu:";
      print(text, items);
      text += "\n";
    }
    if (!model.hooks.empty()) {
      text += "hooks:";
      print(text, model.hooks);
      text += "\n";
    }
    return text;
  }

  static constexpr std::uint32_t kSections = 8;
  static constexpr std::uint32_t kKinds = 47;

private:
  using P = program::Primitive;
  using O = program::Operand;
  using B = program::Builder;

  static std::vector<Item> draw_items(std::mt19937_64& random, std::uint32_t family,
                                      std::uint64_t most, unsigned depth) {
    std::vector<Item> items;
    for (std::uint64_t n = 1 + random() % most; n > 0; --n) {
      Item item;
      item.kind = draw_kind(random, family);
      item.a = static_cast<std::uint32_t>(random() % 4);
      item.b = static_cast<std::uint32_t>(random() % 4);
      if (item.kind < kSections && depth > 0)
        item.inside = draw_items(random, family, 2, depth - 1);
      items.push_back(std::move(item));
    }
    return items;
  }

  static std::uint32_t draw_kind(std::mt19937_64& random, std::uint32_t family) {
    static const std::vector<std::vector<std::uint32_t>> kFamilies = {
        {},                                              // any
        {40, 41, 42, 43, 8, 9, 14, 15, 13},              // events and memory
        {8, 9, 10, 11, 12, 13, 14, 15, 33},              // memory
        {0, 1, 2, 3, 4, 16, 17, 18, 19, 20, 21, 34, 45}, // locks
        {5, 5, 22, 23, 28, 8, 9, 0},                     // IRQs and IPIs
        {5, 6, 7, 0, 24, 25, 26, 14, 15, 35},            // RCU and tables
        {14, 15, 25, 26, 27, 35, 13, 5, 44, 44},         // tables
    };
    const auto& kinds = kFamilies[family];
    const auto any = static_cast<std::uint32_t>(random() % kKinds);
    return kinds.empty() || random() % 8 == 0 ? any : kinds[random() % kinds.size()];
  }

  static void print(std::string& text, const std::vector<Item>& items) {
    for (const Item& item : items) {
      text += fmt::format(" {}({},{})", item.kind, item.a, item.b);
      if (item.inside.empty()) continue;
      text += " {";
      print(text, item.inside);
      text += " }";
    }
  }

  static void emit(B& b, const std::vector<Item>& items) {
    for (const Item& item : items) {
      if (item.kind < kSections) {
        emit_section(b, item);
      } else if (item.kind < 16) {
        emit_memory(b, item);
      } else if (item.kind < 28) {
        emit_primitive(b, item);
      } else {
        emit_other(b, item);
      }
    }
  }

  static O word(B& b, const Item& item) {
    switch (item.a) {
    case 0:
    case 1: return b.global(fmt::format("x{}", item.a));
    case 2: return B::constant(program::kPgdAddress);
    default: return B::constant((kTableFrame << program::kPageShift) + 8);
    }
  }

  static O table(B& b) { // what the PGD's first entry points to; frame 0 once it is cleared
    const O entry = b.load(B::constant(program::kPgdAddress));
    return b.binary(program::BinaryOp::And, entry, B::constant(~std::uint64_t{0xfff}));
  }

  static O lock(B& b, const std::string& name, std::uint32_t which) {
    return b.global(fmt::format("{}{}", name, which % 2));
  }

  static void emit_section(B& b, const Item& item) {
    switch (item.kind) {
    case 0: wrap(b, item, P::SpinLock, P::SpinUnlock, {lock(b, "spin", item.a)}); break;
    case 1: wrap(b, item, P::ReadLock, P::ReadUnlock, {lock(b, "rw", 0)}); break;
    case 2: wrap(b, item, P::WriteLock, P::WriteUnlock, {lock(b, "rw", 0)}); break;
    case 3: wrap(b, item, P::MutexLock, P::MutexUnlock, {lock(b, "mutex", item.a)}); break;
    case 4:
      if (item.b == 0) {
        wrap(b, item, P::DownRead, P::UpRead, {lock(b, "sem", 0)});
      } else if (item.b == 1) {
        wrap(b, item, P::DownWrite, P::UpWrite, {lock(b, "sem", 0)});
      } else {
        const O sem = lock(b, "sem", 0);
        b.invoke(P::DownWrite, {sem});
        b.invoke(P::DowngradeWrite, {sem});
        emit(b, item.inside);
        b.invoke(P::UpRead, {sem});
      }
      break;
    case 5:
      if (item.b < 2) {
        const O flags = b.invoke(P::IrqSave);
        emit(b, item.inside);
        b.invoke(P::IrqRestore, {flags});
      } else {
        wrap(b, item, P::IrqDisable, P::IrqEnable, {});
      }
      break;
    case 6: wrap(b, item, P::RcuReadLock, P::RcuReadUnlock, {}); break;
    default: wrap(b, item, P::PreemptDisable, P::PreemptEnable, {}); break;
    }
  }

  static void wrap(B& b, const Item& item, P first, P last, std::initializer_list<O> arguments) {
    b.invoke(first, arguments);
    emit(b, item.inside);
    b.invoke(last, arguments);
  }

  static void emit_memory(B& b, const Item& item) {
    const std::uint8_t bytes = item.b == 3 ? 4 : 8;
    const auto ordering = item.b < 2 ? program::Ordering::Plain : program::Ordering::Once;
    switch (item.kind) {
    case 8: b.load(word(b, item), bytes, ordering); break;
    case 9: b.store(word(b, item), B::constant(item.b), bytes); break;
    case 10: b.fetch(program::FetchOp::Add, word(b, item), B::constant(1), bytes); break;
    case 11: b.exchange(word(b, item), B::constant(item.b), bytes); break;
    case 12: b.compare_exchange(word(b, item), B::constant(item.b), B::constant(2)); break;
    case 13: b.store(B::constant(program::kPgdAddress), B::constant(0)); break;
    case 14: b.load(b.add(table(b), B::constant(8 * item.a))); break;
    default: b.store(b.add(table(b), B::constant(8 * item.a)), B::constant(item.b)); break;
    }
  }

  static void unlock_if(B& b, O taken, P unlock, O lock) {
    const program::Label yes = b.label(), no = b.label();
    b.branch(taken, yes, no);
    b.place(yes);
    b.invoke(unlock, {lock});
    b.place(no);
  }

  static void try_lock(B& b, P attempt, P unlock, O lock) {
    const O taken = b.invoke(attempt, {lock});
    b.load(b.global("x0"));
    unlock_if(b, taken, unlock, lock);
  }

  static void emit_primitive(B& b, const Item& item) {
    const O address = B::constant(kTableFrame << program::kPageShift);
    switch (item.kind) {
    case 16: try_lock(b, P::SpinTryLock, P::SpinUnlock, lock(b, "spin", item.a)); break;
    case 17: try_lock(b, P::ReadTryLock, P::ReadUnlock, lock(b, "rw", 0)); break;
    case 18: try_lock(b, P::WriteTryLock, P::WriteUnlock, lock(b, "rw", 0)); break;
    case 19: try_lock(b, P::MutexTryLock, P::MutexUnlock, lock(b, "mutex", item.a)); break;
    case 20: try_lock(b, P::DownReadTryLock, P::UpRead, lock(b, "sem", 0)); break;
    case 21: try_lock(b, P::DownWriteTryLock, P::UpWrite, lock(b, "sem", 0)); break;
    case 22:
    case 23: b.invoke(P::IpiBroadcast); break;
    case 24: b.invoke(P::SynchronizeRcu); break;
    case 25: b.invoke(P::FreeTable, {address}); break;
    case 26: b.invoke(P::FreeTableRcu, {address}); break;
    default: b.invoke(P::FreeTable, {b.invoke(P::AllocTable)}); break;
    }
  }

  static void emit_other(B& b, const Item& item) {
    switch (item.kind) {
    case 28: b.invoke(P::Fence); break;
    case 29: emit_choice(b); break;
    case 30:
      b.invoke(P::Assert,
               {b.compare(program::Comparison::Ne, b.load(word(b, item)), B::constant(item.b))},
               "claim");
      break;
    case 31:
      b.invoke(P::Assume,
               {b.compare(program::Comparison::Ne, b.load(word(b, item)), B::constant(item.b))});
      break;
    case 32: b.invoke(P::Cover, {}, "cover"); break;
    case 33: emit_increment(b, item); break;
    case 34: emit_rare_lock(b, item); break;
    case 35: emit_new_table(b, item); break;
    case 36: emit_rare_free(b, item); break;
    case 37: b.load(B::constant((item.a % 2 == 0 ? kDataFrame : 0) << program::kPageShift)); break;
    case 38: b.invoke(item.a < 2 ? P::MightSleep : P::Barrier); break;
    case 39: b.store(b.global("x1", 8), b.invoke(P::ThisCpu)); break;
    case 40: b.invoke(P::WalkBegin, {B::constant(item.b)}); break;
    case 41: b.invoke(P::WalkEnd, {b.load(word(b, item))}); break;
    case 42: b.invoke(P::Event, {B::constant(item.a), B::constant(item.b)}, "event"); break;
    case 43: b.exchange(b.global("sptes"), B::constant(item.b)); break;
    case 44: emit_table_lock(b, item); break;
    case 45: emit_lock_test(b, item); break;
    default: emit_half_section(b, item); break;
    }
  }

  // A section that is never left, or that was never entered.
  static void emit_half_section(B& b, const Item& item) {
    constexpr P kHalves[] = {P::RcuReadLock, P::RcuReadUnlock, P::PreemptDisable, P::PreemptEnable};
    b.invoke(kHalves[item.a]);
  }

  // The word whose changes are events of their own.
  static program::Global sptes() {
    program::Global global;
    global.name = "sptes";
    global.bytes = 8;
    global.initial.assign(8, 0);
    global.sptes = true;
    return global;
  }

  static void emit_choice(B& b) { b.store(b.global("x0"), b.invoke(P::Choose, {B::constant(2)})); }

  static void emit_increment(B& b, const Item& item) {
    const O address = b.global(fmt::format("x{}", item.a % 2));
    b.store(address, b.add(b.load(address), B::constant(1)));
  }

  static void emit_rare_lock(B& b, const Item& item) {
    switch (item.a) {
    case 0: b.invoke(P::SpinUnlock, {lock(b, "spin", 0)}); break;
    case 1: b.invoke(P::MutexLock, {lock(b, "spin", 0)}); break; // another flavour
    case 2: b.invoke(P::ReadUnlock, {lock(b, "rw", 0)}); break;
    default: b.invoke(P::DownWrite, {lock(b, "sem", 0)}); break; // never released
    }
  }

  // The lock lives in the table's page, and may be used after the table was freed.
  static void emit_table_lock(B& b, const Item& item) {
    const O table = B::constant(kTableFrame << program::kPageShift);
    if (item.a == 3) return try_lock(b, P::SpinTryLock, P::SpinUnlock, table);
    b.invoke(P::SpinLock, {table});
    if (item.a == 1) b.invoke(P::FreeTable, {table});
    if (item.a == 2) b.invoke(P::FreeTableRcu, {table});
    b.invoke(P::SpinUnlock, {table});
  }

  static void emit_lock_test(B& b, const Item& item) {
    const O tested = item.a == 0   ? lock(b, "spin", 0)
                     : item.a == 1 ? lock(b, "rw", 0)
                     : item.a == 2 ? lock(b, "sem", 0)
                                   : B::constant(kTableFrame << program::kPageShift);
    const P question = item.b == 0   ? P::LockIsTaken
                       : item.b == 1 ? P::LockIsHeld
                                     : P::LockHasHolder;
    b.store(b.global("x1"), b.invoke(question, {tested}));
  }

  static void emit_new_table(B& b, const Item& item) {
    const O address = b.invoke(P::AllocTable);
    b.store(B::constant(program::kPgdAddress), address);
    if (item.a == 1) b.load(address);
    if (item.a == 2) b.invoke(P::FreeTableRcu, {address});
  }

  static void emit_rare_free(B& b, const Item& item) {
    const std::uint64_t frame = item.a < 2 ? kDataFrame : program::kPgdFrame;
    const O address = B::constant(frame << program::kPageShift);
    b.invoke(item.b < 2 ? P::FreeTable : P::FreeTableRcu, {address});
  }
};

} // namespace walkcheck::machine::testing
