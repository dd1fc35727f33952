// SPDX-License-Identifier: GPL-2.0-only
// The assumptions on which the explorer's soundness rests, checked in every reachable state of
// random machines. Two steps whose footprints, as executed, do not conflict commute exactly; a step
// that unblocks or blocks another conflicts with it; step() reports what pending() has said; undo()
// restores everything.
#include "catch.hpp"
#include "sanitized.hpp"

#include "model/machine/machine.hpp"
#include "random_setup.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace walkcheck::machine::testing {
namespace {

constexpr std::size_t kMaxStates = 1500;

struct Seen {
  std::set<StepKind> steps;
  std::set<FindingKind> findings;
  std::uint64_t states = 0, commuting = 0, conflicting = 0, unblocking = 0, reusing = 0;
};

struct Taken {
  FootprintId footprint;
  std::vector<Finding> findings;
};

bool writing(AccessKind kind) {
  return kind == AccessKind::Write || kind == AccessKind::AcquireExclusive ||
         kind == AccessKind::ReleaseExclusive || kind == AccessKind::Downgrade;
}

bool conflict(const Footprint& first, const Footprint& second) {
  for (const Access& a : first.accesses) {
    for (const Access& b : second.accesses) {
      if (a.location == b.location && (writing(a.kind) || writing(b.kind))) return true;
    }
  }
  return false;
}

// Explores one machine. It ends at the first broken rule and says which.
class Checker {
public:
  Checker(const RandomModel& model, Seen& seen)
      : machine_(RandomSetup::build(model)), seen_(seen) {}

  std::optional<std::string> run() {
    for (;;) {
      try {
        visited_.clear();
        stable_.clear();
        explore();
        if (!machine_.is_void()) return broken_;
        // What a hook reads has been learnt again, so footprints have changed.
        broken_.reset();
        while (machine_.depth() > 0)
          machine_.undo();
        machine_.begin_search();
      } catch (const ConstantCellWritten&) {
        if (machine_.depth() != 0) return "a restart left steps behind";
      }
    }
  }

private:
  bool ready(ThreadId cpu) const { return machine_.status(cpu) == CpuStatus::Ready; }

  Taken take(ThreadId cpu, unsigned alternative) {
    const FootprintId pending = machine_.pending(cpu, alternative);
    const auto result = machine_.step(cpu, alternative);
    if (result.footprint != pending) fail("pending() is not the step's footprint");
    for (const Finding& finding : result.findings)
      seen_.findings.insert(finding.kind);
    seen_.steps.insert(machine_.last_step().kind);
    if (machine_.last_step().kind == StepKind::AllocTable && alternative != 0) ++seen_.reusing;
    return {result.footprint, {result.findings.begin(), result.findings.end()}};
  }

  void fail(const std::string& what) {
    if (!broken_) broken_ = what;
  }

  static std::multiset<Finding> all_of(const Taken& first, const Taken& second) {
    std::multiset<Finding> all(first.findings.begin(), first.findings.end());
    all.insert(second.findings.begin(), second.findings.end());
    return all;
  }

  const Footprint& of(const Taken& taken) const { return machine_.footprint(taken.footprint); }

  void explore() {
    const std::string here = machine_.state();
    if (broken_ || visited_.size() >= kMaxStates || !visited_.insert(here).second) return;
    ++seen_.states;
    for (ThreadId a = 0; a < machine_.threads(); ++a) {
      if (!ready(a)) continue;
      if (a < machine_.cpus()) check_stable(a);
      for (ThreadId b = 0; b < machine_.threads(); ++b) {
        if (a != b) check_pair(a, b);
      }
    }
    if (machine_.state() != here) fail("undo() does not restore the state");
    for (ThreadId cpu = 0; cpu < machine_.threads(); ++cpu) {
      if (!ready(cpu)) continue;
      for (const unsigned i : ways(cpu)) {
        take(cpu, i);
        explore();
        machine_.undo();
        if (machine_.state() != here) fail("undo() does not restore the state");
      }
    }
  }

  // Stable footprints follow from the CPU's local state.
  void check_stable(CpuId cpu) {
    const std::string state = machine_.state();
    const std::size_t from = state.find(fmt::format("\ncpu {}", cpu));
    const std::string local = state.substr(from, state.find("\ncpu", from + 1) - from);
    const FootprintId pending = machine_.pending(cpu);
    if (!machine_.footprint(pending).stable) return;
    const auto [known, inserted] = stable_.try_emplace(local, pending);
    if (known->second != pending) fail("one local state, two stable footprints");
  }

  std::vector<unsigned> ways(ThreadId thread) const {
    std::vector<unsigned> ways;
    for (unsigned index = 0; index < machine_.alternatives(thread); ++index)
      ways.push_back(machine_.alternative(thread, index));
    return ways;
  }

  void check_pair(ThreadId a, ThreadId b) {
    for (const unsigned i : ways(a)) {
      for (const unsigned j : ways(b))
        check_orders(a, i, b, j);
    }
  }

  void check_orders(ThreadId a, unsigned i, ThreadId b, unsigned j) {
    const CpuStatus before = machine_.status(b);
    if (before != CpuStatus::Ready && before != CpuStatus::Blocked) return;
    const Footprint pending_b = machine_.footprint(machine_.pending(b, j));
    const std::vector<unsigned> ways_b = ways(b);
    const Taken first_a = take(a, i);
    const bool apart = !conflict(of(first_a), pending_b);
    if (!ready(b)) {
      if (before == CpuStatus::Ready && apart) fail("a step blocks one it does not conflict with");
      return machine_.undo();
    }
    if (apart && ways(b) != ways_b)
      fail("a step changes the ways of one it does not conflict with");
    if (!machine_.has_alternative(b, j)) return machine_.undo();
    const Taken then_b = take(b, j);
    const std::string after = machine_.state();
    machine_.undo();
    machine_.undo();
    if (apart && of(then_b) != pending_b) fail("an independent step changes a footprint");
    if (conflict(of(first_a), of(then_b))) {
      ++seen_.conflicting;
      if (before == CpuStatus::Blocked) ++seen_.unblocking;
      return;
    }
    if (before == CpuStatus::Blocked) return fail("a step unblocks one it does not conflict with");
    check_other_order(a, i, b, j, first_a, then_b, after);
  }

  void check_other_order(ThreadId a, unsigned i, ThreadId b, unsigned j, const Taken& first_a,
                         const Taken& then_b, const std::string& after) {
    ++seen_.commuting;
    const Taken first_b = take(b, j);
    if (!ready(a) || !machine_.has_alternative(a, i)) {
      fail("independent, but one blocks the other");
    } else {
      const Taken then_a = take(a, i);
      if (first_b.footprint != then_b.footprint) fail("footprint of b depends on a");
      if (first_a.footprint != then_a.footprint) fail("footprint of a depends on b");
      if (all_of(first_a, then_b) != all_of(first_b, then_a)) fail("findings depend on the order");
      // What is wrong with the initial state is reported with the first step, whoever takes it.
      const bool initial = machine_.depth() == 2;
      if (!initial && first_b.findings != then_b.findings) fail("findings of b depend on a");
      if (!initial && first_a.findings != then_a.findings) fail("findings of a depend on b");
      if (machine_.state() != after) fail("orders differ:" + after + "\n--" + machine_.state());
      machine_.undo();
    }
    machine_.undo();
  }

  Machine machine_;
  Seen& seen_;
  std::set<std::string> visited_;
  std::map<std::string, FootprintId> stable_;
  std::optional<std::string> broken_;
};

std::optional<std::string> check(const RandomModel& model) {
  Seen ignored;
  return Checker(model, ignored).run();
}

// Leaves out one item after the other, including the innermost, as long as the machine still fails.
bool shrink_once(RandomModel& model, std::vector<Item>& items) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::vector<Item> all = items;
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(i));
    if (check(model)) return true;
    items = all;
    if (shrink_once(model, items[i].inside)) return true;
  }
  return false;
}

RandomModel shrunk(RandomModel model) {
  for (bool smaller = true; smaller;) {
    smaller = false;
    for (std::size_t i = 0; i < model.cpus.size() && !smaller; ++i) {
      smaller = shrink_once(model, model.cpus[i]);
    }
    if (!smaller) smaller = shrink_once(model, model.hooks);
  }
  return model;
}

} // namespace

TEST_CASE("independent steps commute exactly") {
  Seen seen;
  for (std::uint64_t seed = 1; seed <= (kSanitized ? 600 : 1500); ++seed) {
    const RandomModel model = RandomSetup::draw(seed);
    const auto broken = Checker(model, seen).run();
    if (!broken) continue;
    const RandomModel small = shrunk(model);
    FAIL("seed " << seed << ": " << *broken << "\nshrunk: " << *check(small) << "\n"
                 << RandomSetup::print(small));
  }
  // Every kind of step and of finding that these machines have has put the rules to the test.
  const unsigned least = kSanitized ? 2 : 5;
  CHECK(seen.commuting > least * 20'000);
  CHECK(seen.conflicting > least * 10'000);
  CHECK(seen.unblocking > least * 200);
  CHECK(seen.reusing > least * 20);
  for (int kind = 0; kind <= static_cast<int>(StepKind::FreeQueued); ++kind) {
    const auto step = static_cast<StepKind>(kind);
    // What only hooks do is not a step of its own: the footprint of the CPU's step includes it.
    if (step == StepKind::TestTable) continue;
    INFO("step kind " << kind);
    CHECK(seen.steps.contains(step));
  }
  for (const FindingKind kind :
       {FindingKind::FreedTable, FindingKind::FreedLock, FindingKind::LockLeftHeld,
        FindingKind::ReadSideLeft, FindingKind::PreemptionLeftOff, FindingKind::WildAccess,
        FindingKind::DoubleFree, FindingKind::BadFree, FindingKind::NotHeld,
        FindingKind::SleepInAtomic, FindingKind::UnbalancedSection, FindingKind::AssertFailed,
        FindingKind::Covered, FindingKind::Pruned, FindingKind::InvariantFailed}) {
    INFO("finding kind " << static_cast<int>(kind));
    CHECK(seen.findings.contains(kind));
  }
}

} // namespace walkcheck::machine::testing
