// SPDX-License-Identifier: GPL-2.0-only
// The DPOR and the state engine against the plain exhaustive one, over random machines that use
// every primitive. The state engine has to meet each state that the oracle went through, and no
// other. It has to give exactly one execution per Mazurkiewicz trace that the oracle saw, none
// twice and none in vain, with the same final states and the same set of faults, failed claims and
// covers.
#include "catch.hpp"
#include "sanitized.hpp"

#include "model/machine/random_setup.hpp"

#include "checker/explore/dpor.hpp"
#include "checker/explore/exhaustive.hpp"
#include "checker/explore/states.hpp"
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
  std::set<std::string> states; // where they are asked for
  std::set<std::string> covered;
  std::vector<bool> deeds; // of each CPU: looked, changed, touched tables
};

class Recorder {
public:
  Recorder(machine::Machine& machine, Seen& seen, bool with_states)
      : machine_(machine), seen_(seen), with_states_(with_states) {
    if (with_states_) seen_.states.insert(machine_.state());
  }

  void on_step(const explore::Execution&, const search::MachineModel::Step& step) {
    seen_.findings.insert(step.findings.begin(), step.findings.end());
    if (with_states_) seen_.states.insert(machine_.state());
  }
  bool should_stop() const { return false; }
  bool on_execution(const explore::Execution& execution) {
    seen_.traces.insert(explore::trace_key(execution, machine_.threads()));
    seen_.finals.insert(machine_.state());
    for (const machine::Finding& finding : machine_.at_end())
      seen_.findings.insert(finding);
    if (is_uncut()) machine_.count_execution();
    return true;
  }
  bool is_uncut() const {
    for (machine::ThreadId cpu = 0; cpu < machine_.cpus(); ++cpu)
      if (machine_.status(cpu) == machine::CpuStatus::Pruned) return false;
    return true;
  }
  void on_met_again() { machine_.count_execution(); }

private:
  machine::Machine& machine_;
  Seen& seen_;
  bool with_states_;
};

enum class Engine : std::uint8_t { Dpor, States, Exhaustive };

explore::Summary run(Engine engine, search::MachineModel& model, Recorder& recorder,
                     std::uint64_t most) {
  switch (engine) {
  case Engine::Dpor: return explore::explore_dpor(model, recorder, {most});
  case Engine::States: return explore::explore_states(model, recorder);
  case Engine::Exhaustive: return explore::explore_exhaustive(model, recorder, {most});
  }
  return {};
}

void note_deeds(const machine::Machine& machine, Seen& seen) {
  seen.covered = machine.covered();
  for (machine::CpuId cpu = 0; cpu < machine.cpus(); ++cpu) {
    const machine::Machine::Deeds deeds = machine.deeds(cpu);
    for (const bool did :
         {deeds.looked, deeds.changed, deeds.changed_for_others, machine.touched_tables(cpu)})
      seen.deeds.push_back(did);
  }
}

// Whether steps on a CPU's own cells are joined to the step before them.
enum class Events : std::uint8_t { Steps, Runs };

Seen explored(machine::Machine& machine, Engine engine, Events events, std::uint64_t most,
              bool with_states = false) {
  search::OwnCells own;
  for (;;) {
    Seen seen;
    Recorder recorder(machine, seen, with_states);
    search::MachineModel model(machine, events == Events::Runs ? &own : nullptr);
    try {
      seen.summary = run(engine, model, recorder, most);
      note_deeds(machine, seen);
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

void compare_states(const Seen& truth, const Seen& met, Events events, std::string& complaint) {
  if (met.finals != truth.finals)
    complaint += fmt::format("states: {} final states, there are {}; ", met.finals.size(),
                             truth.finals.size());
  if (met.findings != truth.findings)
    complaint += fmt::format("states: {} findings, there are {}; ", met.findings.size(),
                             truth.findings.size());
  if (met.covered != truth.covered || met.deeds != truth.deeds)
    complaint += "states: other deeds; ";
  // Runs of steps leave states out.
  if (truth.states.empty() || events == Events::Runs) return;
  if (met.states != truth.states || met.summary.states != truth.states.size())
    complaint += fmt::format("states: {} counted, {} met, there are {}; ", met.summary.states,
                             met.states.size(), truth.states.size());
}

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
  if (reduced.covered != truth.covered || reduced.deeds != truth.deeds)
    complaint += "other deeds; ";
}

// With the states of every 16th, as their texts take long.
Comparison compare(const RandomModel& drawn, std::uint64_t interleavings, bool with_states) {
  machine::Machine machine(RandomSetup::build(drawn));
  const Seen truth =
      explored(machine, Engine::Exhaustive, Events::Steps, interleavings, with_states);
  if (truth.summary.outcome != explore::Outcome::Complete) return {};
  Comparison comparison{true, {}};
  try {
    for (const Events events : {Events::Steps, Events::Runs}) {
      compare(truth, explored(machine, Engine::Dpor, events, UINT64_MAX), events,
              comparison.complaint);
      compare_states(truth, explored(machine, Engine::States, events, UINT64_MAX, with_states),
                     events, comparison.complaint);
    }
  } catch (const std::logic_error& error) {
    comparison.complaint += error.what();
  }
  return comparison;
}

RandomModel shrunk(RandomModel model, std::uint64_t interleavings) {
  for (;;) {
    const std::vector<RandomModel> smaller = machine::testing::smaller_than(model);
    const auto found = std::ranges::find_if(smaller, [&](const RandomModel& candidate) {
      return !compare(candidate, interleavings, true).complaint.empty();
    });
    if (found == smaller.end()) return model;
    model = *found;
  }
}

void compare_random_machines(std::uint64_t first_seed, int wanted, std::uint64_t interleavings) {
  int compared = 0;
  for (std::uint64_t seed = first_seed; compared < wanted; ++seed) {
    const RandomModel model = RandomSetup::draw(seed);
    const Comparison comparison = compare(model, interleavings, seed % 16 == 0);
    compared += comparison.complete ? 1 : 0;
    if (comparison.complaint.empty()) continue;
    const RandomModel small = shrunk(model, interleavings);
    FAIL("seed " << seed << ": " << compare(small, interleavings, true).complaint << "\n"
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
