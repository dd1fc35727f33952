// SPDX-License-Identifier: GPL-2.0-only
// canonical() against brute force over all linear extensions of small random partial orders: none
// has fewer context switches, and the result is one of them.
#include "catch.hpp"

#include "checker/trace/canonical.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace walkcheck;
using trace::Canonical;
using trace::Choice;

namespace {

struct Order {
  std::vector<Choice> events;
  std::vector<std::vector<bool>> before; // reflexive and transitive

  std::vector<std::size_t> past_of(const std::vector<std::size_t>& targets) const {
    std::vector<std::size_t> past;
    for (std::size_t event = 0; event < events.size(); ++event)
      if (std::ranges::any_of(targets, [&](std::size_t target) { return before[event][target]; }))
        past.push_back(event);
    return past;
  }
  std::optional<Canonical> within(const std::vector<std::size_t>& targets,
                                  const trace::CanonicalLimits& limits) const {
    return trace::canonical(
        past_of(targets),
        [this](std::size_t e) {
          return trace::Who{events[e].cpu, events[e].actor};
        },
        [this](std::size_t a, std::size_t b) { return before[a][b]; }, limits);
  }
  Canonical canonical(const std::vector<std::size_t>& targets) const {
    return within(targets, {}).value();
  }
  std::vector<Choice> schedule(const std::vector<std::size_t>& targets) const {
    std::vector<Choice> choices;
    for (const std::size_t event : canonical(targets).order)
      choices.push_back(events[event]);
    return choices;
  }
};

bool same_thread(const Choice& one, const Choice& other) {
  return one.cpu == other.cpu && one.actor == other.actor;
}

Order random_order(std::mt19937& random, std::size_t size, std::size_t cpus) {
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  Order order;
  const std::size_t density = 1 + below(6);
  order.before.assign(size, std::vector<bool>(size, false));
  for (std::size_t event = 0; event < size; ++event) {
    // Some of them happen by themselves, in the column of CPU 0 or 1.
    const std::uint32_t actor = below(4) == 0 ? static_cast<std::uint32_t>(1 + below(2)) : 0;
    const std::size_t cpu = actor == 0 ? below(cpus) : actor - 1;
    order.events.push_back(
        {static_cast<machine::CpuId>(cpu), static_cast<std::uint32_t>(event), actor});
    order.before[event][event] = true;
    for (std::size_t earlier = 0; earlier < event; ++earlier)
      if (same_thread(order.events[earlier], order.events[event]) || below(density + 2) == 0)
        for (std::size_t first = 0; first <= earlier; ++first)
          if (order.before[first][earlier]) order.before[first][event] = true;
  }
  return order;
}

// The fewest switches of any linear extension of the past, by trying each of them.
class BruteForce {
public:
  BruteForce(const Order& order, const std::vector<std::size_t>& targets) : order_(order) {
    const std::vector<std::size_t> past = order.past_of(targets);
    past_.insert(past.begin(), past.end());
    best_ = past_.size();
    extend(0, nullptr);
  }
  std::size_t best() const { return best_; }
  const std::set<std::size_t>& past() const { return past_; }

private:
  // `last`: the last choice of the CPUs' own.
  void extend(std::size_t switches, const Choice* last) {
    if (done_.size() == past_.size()) {
      best_ = std::min(best_, switches);
      return;
    }
    for (const std::size_t event : past_) {
      const bool enabled = !is_done(event) && std::ranges::all_of(past_, [&](std::size_t other) {
        return other == event || !order_.before[other][event] || is_done(other);
      });
      if (!enabled) continue;
      const Choice& choice = order_.events[event];
      const bool own = choice.actor == 0;
      const bool other_cpu = own && last != nullptr && last->cpu != choice.cpu;
      done_.push_back(event);
      extend(switches + (other_cpu ? 1 : 0), own ? &choice : last);
      done_.pop_back();
    }
  }
  bool is_done(std::size_t event) const { return std::ranges::find(done_, event) != done_.end(); }

  const Order& order_;
  std::set<std::size_t> past_;
  std::vector<std::size_t> done_;
  std::size_t best_ = 0;
};

std::size_t switches_of(const Order& order, const std::vector<std::size_t>& events) {
  std::vector<trace::Step> steps(events.size());
  for (std::size_t i = 0; i < events.size(); ++i)
    steps[i].choice = order.events[events[i]];
  return trace::switches(steps);
}

void check_is_linearisation(const Order& order, const Canonical& result,
                            const std::set<std::size_t>& past) {
  REQUIRE(std::set<std::size_t>(result.order.begin(), result.order.end()) == past);
  REQUIRE(result.order.size() == past.size());
  for (std::size_t i = 0; i < result.order.size(); ++i) {
    for (std::size_t j = i + 1; j < result.order.size(); ++j)
      REQUIRE_FALSE(order.before[result.order[j]][result.order[i]]);
  }
  REQUIRE(result.switches == switches_of(order, result.order));
}

} // namespace

TEST_CASE("the fewest context switches of any order, by brute force") {
  std::mt19937 random(20240607); // a fixed seed, so that a failure is the same each time
  for (int round = 0; round < 1500; ++round) {
    const Order order = random_order(random, 1 + random() % 8, 1 + random() % 4);
    std::vector<std::size_t> targets{random() % order.events.size()};
    if (round % 3 == 0) targets.push_back(random() % order.events.size());
    const Canonical result = order.canonical(targets);
    const BruteForce truth(order, targets);
    CAPTURE(round, order.events.size());
    REQUIRE(result.fewest);
    check_is_linearisation(order, result, truth.past());
    REQUIRE(result.switches == truth.best());
    REQUIRE(std::ranges::find(targets, result.order.back()) != targets.end());
    REQUIRE(order.within(targets, {.switches = truth.best()}).value().order == result.order);
    if (truth.best() > 0) REQUIRE_FALSE(order.within(targets, {.switches = truth.best() - 1}));
  }
}

TEST_CASE("equivalent executions have one canonical order") {
  std::mt19937 random(7);
  for (int round = 0; round < 500; ++round) {
    const Order order = random_order(random, 2 + random() % 7, 1 + random() % 3);
    // Swaps adjacent independent events: the same partial order in another sequence.
    Order swapped = order;
    for (std::size_t i = 0; i + 1 < order.events.size(); ++i) {
      if (swapped.before[i][i + 1]) continue;
      std::swap(swapped.events[i], swapped.events[i + 1]);
      for (auto& row : swapped.before) {
        const bool first = row[i];
        row[i] = row[i + 1];
        row[i + 1] = first;
      }
      std::swap(swapped.before[i], swapped.before[i + 1]);
    }
    const std::size_t target = random() % order.events.size();
    const auto moved = std::ranges::find(swapped.events, order.events[target]);
    const auto moved_target = static_cast<std::size_t>(moved - swapped.events.begin());
    REQUIRE(order.schedule({target}) == swapped.schedule({moved_target}));
  }
}

TEST_CASE("what happens by itself happens as soon as it can, and is no switch") {
  // CPU 0: 0, 2; CPU 1: 1; by itself, in the column of CPU 1: 3, after 0 and before 2.
  Order order{{{0, 0}, {1, 0}, {0, 0}, {1, 0, 1}},
              {{true, false, true, true},
               {false, true, true, false},
               {false, false, true, false},
               {false, false, true, true}}};
  const Canonical result = order.canonical({2});
  REQUIRE(result.order == std::vector<std::size_t>{1, 0, 3, 2});
  REQUIRE(result.switches == 1);
}

TEST_CASE("what does not lead to the target is left out") {
  // CPU 0: 0, 2; CPU 1: 1, 3. Event 3 needs 0.
  Order order{{{0, 0}, {1, 0}, {0, 0}, {1, 0}},
              {{true, false, true, true},
               {false, true, false, true},
               {false, false, true, false},
               {false, false, false, true}}};
  const Canonical result = order.canonical({3});
  REQUIRE(result.order == std::vector<std::size_t>{0, 1, 3});
  REQUIRE(result.switches == 1);
}

TEST_CASE("no events, no order") {
  REQUIRE(Order{}.canonical({}).order.empty());
}

TEST_CASE("beyond the limit the order is still one of the trace's, and says that it is a guess") {
  std::mt19937 random(11);
  for (int round = 0; round < 300; ++round) {
    const Order order = random_order(random, 4 + random() % 5, 3);
    const std::vector<std::size_t> targets{order.events.size() - 1};
    const Canonical greedy = order.within(targets, {.states = 0}).value();
    const BruteForce truth(order, targets);
    REQUIRE_FALSE(greedy.fewest);
    check_is_linearisation(order, greedy, truth.past());
    REQUIRE(greedy.switches >= truth.best());
  }
}
