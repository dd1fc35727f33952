// SPDX-License-Identifier: GPL-2.0-only
// A random invariant: hooks that read words, locks and tables, keep ghosts, and make claims. It is
// drawn as items, like the CPUs. Entry points: draw(), build().
#pragma once

#include "random_item.hpp"

#include "model/machine/state/setup.hpp"
#include "model/program/builder.hpp"
#include "model/program/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

namespace walkcheck::machine::testing {

class RandomHooks {
public:
  // One item for each hook: `kind` gives its event, `inside` is what it does.
  static std::vector<Item> draw(std::mt19937_64& random) {
    std::vector<Item> hooks;
    for (std::uint64_t n = 1 + random() % 3; n > 0; --n) {
      Item hook = draw_item(random, kEvents);
      for (std::uint64_t m = 1 + random() % 3; m > 0; --m)
        hook.inside.push_back(draw_item(random, hook.kind == kAlways ? kClaims : kActions));
      hooks.push_back(std::move(hook));
    }
    return hooks;
  }

  static InvariantSetup build(const std::vector<Item>& hooks) {
    B b("invariant");
    std::vector<std::string> events;
    for (const Item& hook : hooks) {
      // Shrinking may replace a hook by something that a hook does.
      const std::uint32_t kind = hook.kind % kEvents;
      const auto [event, parameters] = kEvent[kind];
      events.emplace_back(event);
      b.function(fmt::format("hook{}", events.size()), parameters);
      for (const Item& item : hook.inside)
        kRows[of(kind, item)].emit(b, item, parameters);
      b.ret();
    }
    InvariantSetup invariant{"invariant", "random claims", b.finish()};
    for (std::uint32_t i = 0; i < events.size(); ++i)
      invariant.program.hooks.push_back({events[i], i + 1});
    return invariant;
  }

  static std::string print(const std::vector<Item>& hooks) {
    std::string text;
    for (const Item& hook : hooks) {
      const std::uint32_t kind = hook.kind % kEvents;
      text += fmt::format(" {}:", kEvent[kind].first);
      for (const Item& item : hook.inside)
        text += fmt::format(" {}({},{});", kRows[of(kind, item)].name, item.a, item.b);
    }
    return text;
  }

private:
  using B = program::Builder;
  using O = program::Operand;
  using P = program::Primitive;

  static constexpr std::pair<const char*, unsigned> kEvent[] = {
      {"always", 0},       {"walk_begin", 1},   {"walk_end", 1},    {"event", 2},
      {"word_changed", 3}, {"spte_changed", 3}, {"table_freed", 1}, {"at_end", 0},
  };
  static constexpr std::uint32_t kAlways = 0;
  static constexpr std::uint32_t kEvents = 8;
  static constexpr std::uint32_t kClaims = 9; // the kinds below this one write nothing
  static constexpr std::uint32_t kActions = 17;

  static std::uint32_t of(std::uint32_t event, const Item& item) {
    return event == kAlways ? item.kind % kClaims : std::min(item.kind, kActions - 1);
  }

  static Item draw_item(std::mt19937_64& random, std::uint32_t kinds) {
    Item item;
    item.kind = static_cast<std::uint32_t>(random() % kinds);
    item.a = static_cast<std::uint32_t>(random() % 4);
    item.b = static_cast<std::uint32_t>(random() % 4);
    return item;
  }

  static O word(B& b, std::uint32_t which) {
    switch (which) {
    case 0:
    case 1: return b.global(fmt::format("x{}", which));
    case 2: return B::constant(program::kPgdAddress);
    default: return B::constant((kTableFrame << program::kPageShift) + 8);
    }
  }

  static O ghost(B& b, const Item& item) {
    const O base = b.local_global("ghost", 16 * 8);
    const O index = item.a < 2 ? B::constant(item.a) : b.invoke(P::ThisCpu);
    return b.add(base, b.binary(program::BinaryOp::Mul, index, B::constant(8)));
  }

  static void require(B& b, O value, const Item& item) {
    b.invoke(P::Require, {b.compare(program::Comparison::Ne, value, B::constant(item.b)), value},
             "it is %#lx");
  }

  // Reads a word of the table only if the table is live, as an invariant has to.
  static void require_of_table(B& b, const Item& item) {
    const O address = word(b, 3);
    const program::Label live = b.label(), done = b.label();
    b.branch(b.invoke(P::TableIsLive, {address}), live, done);
    b.place(live);
    require(b, b.load(address), item);
    b.jump(done);
    b.place(done);
  }

  // if (condition == equal) return; what follows is then not read.
  static void return_if(B& b, O value, std::uint64_t equal) {
    const program::Label stop = b.label(), go_on = b.label();
    b.branch(b.compare(program::Comparison::Eq, value, B::constant(equal)), stop, go_on);
    b.place(stop);
    b.ret();
    b.place(go_on);
  }

  // require(first == b || second != b): the second is read only if the first is false.
  static void require_either(B& b, const Item& item) {
    const program::Label second = b.label(), done = b.label();
    const O first = b.load(word(b, item.a % 3));
    b.branch(b.compare(program::Comparison::Eq, first, B::constant(item.b)), done, second);
    b.place(second);
    require(b, b.load(word(b, (item.a + 1) % 3)), item);
    b.jump(done);
    b.place(done);
  }

  // Looks for the first word that is not 0. The claim is about how many were 0 before it.
  static void require_of_first(B& b, const Item& item) {
    const O count = b.fresh();
    b.copy(count, B::constant(0));
    const std::uint32_t loop = b.new_loop();
    const program::Label head = b.label(), again = b.label(), done = b.label();
    b.loop_enter(loop);
    b.place(head);
    const O first = b.global("x0"), second = b.global("x1");
    const O is_first = b.compare(program::Comparison::Eq, count, B::constant(0));
    b.branch(b.load(b.select(is_first, first, second)), done, again);
    b.place(again);
    b.copy(count, b.add(count, B::constant(1)));
    b.loop_again(loop);
    b.branch(b.compare(program::Comparison::ULt, count, B::constant(2)), head, done);
    b.place(done);
    require(b, count, item);
  }

  struct Row {
    const char* name;
    void (*emit)(B& b, const Item& item, unsigned parameters);
  };

  // The first kClaims of them write nothing. The last one may access a freed table: then the
  // invariant itself is at fault.
  static constexpr std::array kRows{
      Row{"require a word",
          [](B& b, const Item& item, unsigned) { require(b, b.load(word(b, item.a % 3)), item); }},
      Row{"require a ghost",
          [](B& b, const Item& item, unsigned) { require(b, b.load(ghost(b, item)), item); }},
      Row{"require a lock",
          [](B& b, const Item& item, unsigned) {
            require(b, b.invoke(P::LockIsTaken, {b.global(item.a < 2 ? "spin0" : "rw0")}), item);
          }},
      Row{"require a table", [](B& b, const Item& item, unsigned) { require_of_table(b, item); }},
      Row{"return if a word", [](B& b, const Item& item,
                                 unsigned) { return_if(b, b.load(word(b, item.a % 3)), item.b); }},
      Row{"require either", [](B& b, const Item& item, unsigned) { require_either(b, item); }},
      Row{"require of the first",
          [](B& b, const Item& item, unsigned) { require_of_first(b, item); }},
      Row{"return if a ghost",
          [](B& b, const Item& item, unsigned) { return_if(b, b.load(ghost(b, item)), item.b); }},
      Row{"return if a lock",
          [](B& b, const Item& item, unsigned) {
            return_if(b, b.invoke(P::LockIsTaken, {b.global("spin0")}), item.b % 2);
          }},
      Row{"set a ghost",
          [](B& b, const Item& item, unsigned) { b.store(ghost(b, item), B::constant(item.b)); }},
      Row{"count in a ghost",
          [](B& b, const Item& item, unsigned) {
            b.store(ghost(b, item), b.add(b.load(ghost(b, item)), B::constant(1)));
          }},
      Row{"keep a word", [](B& b, const Item& item,
                            unsigned) { b.store(ghost(b, item), b.load(word(b, item.b % 3))); }},
      Row{"keep whether a table is live",
          [](B& b, const Item& item, unsigned) {
            b.store(ghost(b, item), b.invoke(P::TableIsLive, {word(b, 3)}));
          }},
      Row{"return if a table is live",
          [](B& b, const Item& item, unsigned) {
            return_if(b, b.invoke(P::TableIsLive, {word(b, 3)}), item.b % 2);
            b.store(ghost(b, item), B::constant(item.b));
          }},
      Row{"swap in a word",
          [](B& b, const Item& item, unsigned) {
            b.exchange(ghost(b, item), b.load(word(b, item.b % 3)));
          }},
      Row{"keep an argument",
          [](B& b, const Item& item, unsigned parameters) {
            b.store(ghost(b, item),
                    parameters == 0 ? B::constant(7) : b.parameter(item.b % parameters));
          }},
      Row{"keep an entry",
          [](B& b, const Item& item, unsigned) { b.store(ghost(b, item), b.load(word(b, 3))); }},
  };
  static_assert(kRows.size() == kActions);
};

} // namespace walkcheck::machine::testing
