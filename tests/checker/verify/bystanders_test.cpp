// SPDX-License-Identifier: GPL-2.0-only
// CPUs that do nothing which others could tell are explored one at a time: over random machines
// with such CPUs, and with ones that only look like it, that gives what all CPUs together give.
#include "catch.hpp"
#include "sanitized.hpp"

#include "model/machine/random_setup.hpp"

#include "checker/search/explore.hpp"
#include "checker/verdict/deeds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <random>
#include <set>

using namespace walkcheck;
using machine::testing::Item;
using machine::testing::ItemKind;
using machine::testing::RandomModel;
using machine::testing::RandomSetup;

namespace {

// What a CPU that only looks may do; and, one time in three, one thing that tells of it.
const std::vector<ItemKind> kLooks = {ItemKind::Load,
                                      ItemKind::LoadThroughLink,
                                      ItemKind::LoadThroughLink,
                                      ItemKind::Irqs,
                                      ItemKind::Spin,
                                      ItemKind::Read,
                                      ItemKind::Write,
                                      ItemKind::Preemption,
                                      ItemKind::Fence,
                                      ItemKind::Choice,
                                      ItemKind::Cover,
                                      ItemKind::Claim,
                                      ItemKind::Mutex,
                                      ItemKind::Semaphore,
                                      ItemKind::HalfSection};
const std::vector<ItemKind> kTells = {
    ItemKind::Store,    ItemKind::FetchAdd,  ItemKind::SpinTry,  ItemKind::Assumption,
    ItemKind::LockTest, ItemKind::TableLock, ItemKind::Rcu,      ItemKind::AllocAndFree,
    ItemKind::Ipi,      ItemKind::Event,     ItemKind::RareLock, ItemKind::FreeTable};
const std::vector<ItemKind> kChanges = {
    ItemKind::Store,          ItemKind::ClearLink,    ItemKind::StoreThroughLink,
    ItemKind::FreeTable,      ItemKind::Ipi,          ItemKind::Ipi,
    ItemKind::Spin,           ItemKind::Write,        ItemKind::Increment,
    ItemKind::NewTable,       ItemKind::AllocAndFree, ItemKind::Exchange,
    ItemKind::SpinTry,        ItemKind::LockTest,     ItemKind::FreeTableRcu,
    ItemKind::SynchronizeRcu, ItemKind::TableLock};

Item item_of(ItemKind kind, std::mt19937_64& random) {
  Item item;
  item.kind = static_cast<std::uint32_t>(kind);
  item.a = static_cast<std::uint32_t>(random() % 4);
  item.b = static_cast<std::uint32_t>(random() % 4);
  return item;
}

bool has_inside(ItemKind kind) {
  switch (kind) {
  case ItemKind::Spin:
  case ItemKind::Read:
  case ItemKind::Write:
  case ItemKind::Mutex:
  case ItemKind::Semaphore:
  case ItemKind::Irqs:
  case ItemKind::Rcu:
  case ItemKind::Preemption: return true;
  default: return false;
  }
}

std::vector<Item> items_of(const std::vector<ItemKind>& kinds, std::size_t most,
                           std::mt19937_64& random) {
  std::vector<Item> items;
  for (std::size_t n = 1 + random() % most; n > 0; --n) {
    const ItemKind kind = kinds[random() % kinds.size()];
    items.push_back(item_of(kind, random));
    if (has_inside(kind)) items.back().inside = items_of(kinds, 1, random);
    if (items.back().inside.size() > 1) items.back().inside.resize(1);
  }
  return items;
}

RandomModel draw(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  RandomModel model;
  for (std::size_t watcher = 2 + random() % 2; watcher > 0; --watcher) {
    model.cpus.push_back(items_of(kLooks, 3, random));
    if (random() % 6 == 0)
      model.cpus.back().push_back(item_of(kTells[random() % kTells.size()], random));
  }
  model.cpus.push_back(items_of(kChanges, 3, random));
  std::ranges::shuffle(model.cpus, random);
  return model;
}

struct Said {
  std::set<std::string> failed; // with the length of the shortest counterexample
  std::set<search::Bound> bounds;
  bool unpruned = false;
  std::set<std::string> covered;
  std::vector<bool> deeds;
  bool operator==(const Said&) const = default;
};

struct Comparison {
  bool complete = false;
  bool reduced = false;
  bool same = true;
};

Said said(const machine::Machine& machine, const search::Explored& explored) {
  Said said;
  for (const auto& [property, example] : explored.found.counterexamples)
    said.failed.insert(fmt::format("{}: {} switches, {} steps", property, example.switches,
                                   example.schedule.size()));
  said.bounds = explored.found.bounds;
  said.unpruned = explored.found.unpruned;
  const verdict::Deeds deeds = verdict::deeds_of(machine);
  said.covered = deeds.covered;
  for (const machine::Machine::Deeds& each : deeds.by_cpu)
    for (const bool did : {each.looked, each.changed, each.changed_for_others})
      said.deeds.push_back(did);
  return said;
}

Comparison compare(const RandomModel& model, std::uint64_t most) {
  search::Options all;
  all.engine = search::Engine::Dpor;
  all.all_cpus = true;
  all.max_executions = most;
  machine::Machine whole(RandomSetup::build(model));
  const search::Explored together = search::explore(whole, all);
  if (together.summary.outcome != explore::Outcome::Complete) return {};
  search::Options alone;
  alone.engine = search::Engine::Dpor;
  machine::Machine parts(RandomSetup::build(model));
  const search::Explored each = search::explore(parts, alone);
  return {true, !each.alone.empty(), said(whole, together) == said(parts, each)};
}

RandomModel shrunk(RandomModel model, std::uint64_t most) {
  for (;;) {
    const std::vector<RandomModel> smaller = machine::testing::smaller_than(model);
    const auto found = std::ranges::find_if(
        smaller, [&](const RandomModel& candidate) { return !compare(candidate, most).same; });
    if (found == smaller.end()) return model;
    model = *found;
  }
}

// Two CPUs that each hold a lock while they look, and one that does something.
machine::Setup two_that_look(const std::function<void(program::Builder&)>& does,
                             const std::function<void(program::Builder&, unsigned)>& look) {
  machine::Setup setup;
  setup.frames = {{program::kPgdFrame, machine::FrameState::LiveTable, "PGD"}};
  const auto add = [&](const std::string& name,
                       const std::function<void(program::Builder&)>& emit) {
    program::Builder b(name);
    emit(b);
    setup.cpus.push_back({name, b.finish(), {}});
  };
  add("a", [&](program::Builder& b) { look(b, 0); });
  add("b", [&](program::Builder& b) { look(b, 1); });
  add("does", does);
  return setup;
}

void look_under_lock(program::Builder& b, unsigned which) {
  const program::Operand lock = b.global(which == 0 ? "lock0" : "lock1");
  b.invoke(program::Primitive::SpinLock, {lock});
  b.load(b.global("x"));
  b.invoke(program::Primitive::SpinUnlock, {lock});
}

bool is_each_alone(machine::Setup setup) {
  machine::Machine machine(std::move(setup));
  return !search::explore(machine, {}).alone.empty();
}

} // namespace

TEST_CASE("where others could tell, all CPUs are explored together") {
  using P = program::Primitive;
  const auto writes = [](program::Builder& b) { b.store(b.global("x"), b.constant(1)); };
  CHECK(is_each_alone(two_that_look(writes, look_under_lock)));
  const std::function<void(program::Builder&)> tells[] = {
      [](program::Builder& b) { b.invoke(P::SpinTryLock, {b.global("lock0")}); },
      [](program::Builder& b) { b.invoke(P::LockIsTaken, {b.global("lock0")}); },
      [](program::Builder& b) { b.invoke(P::SynchronizeRcu); },
      [](program::Builder& b) { b.invoke(P::Assume, {b.constant(1)}); }};
  for (const auto& tell : tells)
    CHECK_FALSE(is_each_alone(two_that_look(
        [&](program::Builder& b) {
          b.store(b.global("x"), b.constant(1));
          tell(b);
        },
        look_under_lock)));
  // A lock in a page, at which an allocation looks.
  CHECK_FALSE(is_each_alone(two_that_look(writes, [](program::Builder& b, unsigned) {
    b.invoke(P::SpinLock, {b.constant(program::kPgdAddress)});
    b.load(b.global("x"));
    b.invoke(P::SpinUnlock, {b.constant(program::kPgdAddress)});
  })));
  // It writes what it looks at.
  CHECK_FALSE(is_each_alone(two_that_look(writes, [](program::Builder& b, unsigned) {
    b.store(b.global("x"), b.load(b.global("x")));
  })));
  // It waits for a lock with another in its hand.
  CHECK_FALSE(is_each_alone(two_that_look(writes, [](program::Builder& b, unsigned which) {
    b.invoke(P::SpinLock, {b.global(which == 0 ? "lock0" : "lock1")});
    b.invoke(P::SpinLock, {b.global(which == 0 ? "lock2" : "lock3")});
    b.load(b.global("x"));
    b.invoke(P::SpinUnlock, {b.global(which == 0 ? "lock2" : "lock3")});
    b.invoke(P::SpinUnlock, {b.global(which == 0 ? "lock0" : "lock1")});
  })));
}

TEST_CASE("CPUs that only look are explored one at a time, with the same result") {
  constexpr std::uint64_t kMost = 5000;
  constexpr int kMachines = kSanitized ? 500 : 5000;
  int complete = 0, reduced = 0;
  for (std::uint64_t seed = 1; complete < kMachines; ++seed) {
    const RandomModel model = draw(seed);
    const Comparison comparison = compare(model, kMost);
    complete += comparison.complete ? 1 : 0;
    reduced += comparison.reduced ? 1 : 0;
    if (comparison.same) continue;
    FAIL("seed " << seed << ":\n" << RandomSetup::print(shrunk(model, kMost)));
  }
  // Most machines have something that forbids it.
  CHECK(reduced > kMachines / 8);
}
