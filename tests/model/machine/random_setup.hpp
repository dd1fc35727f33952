// SPDX-License-Identifier: GPL-2.0-only
// Small random machines that use every primitive; half of them have a random invariant. A machine
// is drawn as a tree of items, so that a failing one can be shrunk by leaving items out. build()
// turns it into programs.
#pragma once

#include "random_hooks.hpp"
#include "random_item.hpp"
#include "random_kinds.hpp"

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
    // Some machines use only one family of items, so that their steps meet often.
    const std::size_t family = random() % 7;
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
      random_kinds::emit(b, items);
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
      text += "hooks:" + RandomHooks::print(model.hooks) + "\n";
    }
    return text;
  }

private:
  static std::vector<Item> draw_items(std::mt19937_64& random, std::size_t family,
                                      std::uint64_t most, unsigned depth) {
    std::vector<Item> items;
    for (std::uint64_t n = 1 + random() % most; n > 0; --n) {
      const ItemKind kind = draw_kind(random, family);
      Item item;
      item.kind = static_cast<std::uint32_t>(kind);
      item.a = static_cast<std::uint32_t>(random() % 4);
      item.b = static_cast<std::uint32_t>(random() % 4);
      if (is_section(kind) && depth > 0) item.inside = draw_items(random, family, 2, depth - 1);
      items.push_back(std::move(item));
    }
    return items;
  }

  static ItemKind draw_kind(std::mt19937_64& random, std::size_t family) {
    using enum ItemKind;
    // A kind that is listed twice is drawn twice as often.
    static const std::vector<std::vector<ItemKind>> kFamilies = {
        {}, // any
        // Events and memory.
        {WalkBegins, WalkEnds, Event, ChangeSpte, Load, Store, LoadThroughLink, StoreThroughLink,
         ClearLink},
        // Memory.
        {Load, Store, FetchAdd, Exchange, CompareExchange, ClearLink, LoadThroughLink,
         StoreThroughLink, Increment},
        // Locks.
        {Spin, Read, Write, Mutex, Semaphore, SpinTry, ReadTry, WriteTry, MutexTry, DownReadTry,
         DownWriteTry, RareLock, LockTest},
        // IRQs and IPIs.
        {Irqs, Irqs, Ipi, IpiAgain, Fence, Load, Store, Spin},
        // RCU and tables.
        {Irqs, Rcu, Preemption, Spin, SynchronizeRcu, FreeTable, FreeTableRcu, LoadThroughLink,
         StoreThroughLink, NewTable},
        // Tables.
        {LoadThroughLink, StoreThroughLink, FreeTable, FreeTableRcu, AllocAndFree, NewTable,
         ClearLink, Irqs, TableLock, TableLock},
    };
    const auto& kinds = kFamilies[family];
    const auto any = static_cast<ItemKind>(random() % random_kinds::kRows.size());
    return kinds.empty() || random() % 8 == 0 ? any : kinds[random() % kinds.size()];
  }

  static void print(std::string& text, const std::vector<Item>& items) {
    for (const Item& item : items) {
      text += fmt::format(" {}({},{})", random_kinds::kRows[item.kind].name, item.a, item.b);
      if (item.inside.empty()) continue;
      text += " {";
      print(text, item.inside);
      text += " }";
    }
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
};

} // namespace walkcheck::machine::testing
