// SPDX-License-Identifier: GPL-2.0-only
// The DPOR engine against the plain exhaustive one, over random machines that use every primitive.
// It has to give exactly one execution per Mazurkiewicz trace that the oracle saw, none twice and
// none in vain, with the same final states and the same set of faults, failed claims and covers.
#include "catch.hpp"
#include "sanitized.hpp"

#include "model/machine/random_setup.hpp"

#include "checker/explore/dpor.hpp"
#include "checker/explore/exhaustive.hpp"
#include "checker/search/machine_model.hpp"

#include <fmt/format.h>

#include <set>
#include <string>

using namespace walkcheck;
using machine::testing::RandomModel;
using machine::testing::RandomSetup;

namespace {

struct Seen {
  explore::Summary summary;
  std::multiset<std::string> traces;
  std::set<std::string> finals;
  std::set<machine::Finding> findings;
};

class Recorder {
public:
  Recorder(machine::Machine& machine, Seen& seen) : machine_(machine), seen_(seen) {}

  void on_step(const explore::Execution&, const search::MachineModel::Step& step) {
    seen_.findings.insert(step.findings.begin(), step.findings.end());
  }
  bool should_stop() const { return false; }
  bool on_execution(const explore::Execution& execution) {
    seen_.traces.insert(explore::trace_key(execution, machine_.threads()));
    seen_.finals.insert(machine_.state());
    for (const machine::Finding& finding : machine_.at_end())
      seen_.findings.insert(finding);
    return true;
  }

private:
  machine::Machine& machine_;
  Seen& seen_;
};

enum class Engine : std::uint8_t { Dpor, Exhaustive };

// Whether steps on a CPU's own cells are joined to the step before them.
enum class Events : std::uint8_t { Steps, Runs };

Seen explored(machine::Machine& machine, Engine engine, Events events, std::uint64_t most) {
  search::OwnCells own;
  for (;;) {
    Seen seen;
    Recorder recorder(machine, seen);
    search::MachineModel model(machine, events == Events::Runs ? &own : nullptr);
    try {
      seen.summary = engine == Engine::Dpor ? explore::explore_dpor(model, recorder, {most})
                                            : explore::explore_exhaustive(model, recorder, {most});
      while (machine.depth() != 0)
        machine.undo();
      return seen;
    } catch (const machine::ConstantCellWritten&) {
    } catch (const search::SearchIsVoid&) {
      while (machine.depth() != 0)
        machine.undo();
    }
  }
}

struct Comparison {
  bool complete = false; // the oracle finished
  std::string complaint;
};

void compare(const Seen& truth, const Seen& reduced, Events events, std::string& complaint) {
  const std::set<std::string> distinct(reduced.traces.begin(), reduced.traces.end());
  // If events are runs of steps, their clocks count something else: then only the number must be
  // the same.
  const bool same = events == Events::Steps ? reduced.traces == truth.traces
                                            : distinct.size() == truth.traces.size();
  if (!same || reduced.traces.size() != distinct.size())
    complaint += fmt::format("{} executions of {} traces, there are {}; ", reduced.traces.size(),
                             distinct.size(), truth.traces.size());
  if (reduced.summary.blocked != 0)
    complaint += fmt::format("{} executions in vain; ", reduced.summary.blocked);
  if (reduced.finals != truth.finals)
    complaint +=
        fmt::format("{} final states, there are {}; ", reduced.finals.size(), truth.finals.size());
  if (reduced.findings != truth.findings)
    complaint +=
        fmt::format("{} findings, there are {}; ", reduced.findings.size(), truth.findings.size());
}

Comparison compare(const RandomModel& drawn, std::uint64_t interleavings) {
  machine::Machine machine(RandomSetup::build(drawn));
  const Seen truth = explored(machine, Engine::Exhaustive, Events::Steps, interleavings);
  if (truth.summary.outcome != explore::Outcome::Complete) return {};
  Comparison comparison{true, {}};
  try {
    for (const Events events : {Events::Steps, Events::Runs})
      compare(truth, explored(machine, Engine::Dpor, events, UINT64_MAX), events,
              comparison.complaint);
  } catch (const std::logic_error& error) {
    comparison.complaint += error.what();
  }
  return comparison;
}

RandomModel shrunk(RandomModel model, std::uint64_t interleavings) {
  for (;;) {
    const std::vector<RandomModel> smaller = machine::testing::smaller_than(model);
    const auto found = std::ranges::find_if(smaller, [&](const RandomModel& candidate) {
      return !compare(candidate, interleavings).complaint.empty();
    });
    if (found == smaller.end()) return model;
    model = *found;
  }
}

void compare_random_machines(std::uint64_t first_seed, int wanted, std::uint64_t interleavings) {
  int compared = 0;
  for (std::uint64_t seed = first_seed; compared < wanted; ++seed) {
    const RandomModel model = RandomSetup::draw(seed);
    const Comparison comparison = compare(model, interleavings);
    compared += comparison.complete ? 1 : 0;
    if (comparison.complaint.empty()) continue;
    const RandomModel small = shrunk(model, interleavings);
    FAIL("seed " << seed << ": " << compare(small, interleavings).complaint << "\n"
                 << RandomSetup::print(small));
  }
  CHECK(compared == wanted);
}

} // namespace

TEST_CASE("ten thousand random machines, reduced and exhaustively") {
  compare_random_machines(1, kSanitized ? 1000 : 10000, 1500);
}

TEST_CASE("more and larger random machines", "[.long]") {
  compare_random_machines(1000000, 100000, 100000);
}
