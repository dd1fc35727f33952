// SPDX-License-Identifier: GPL-2.0-only
// Random walks through random machines: after undo every state is as before, and after redo as it
// became.
#include "catch.hpp"

#include "model/machine/machine.hpp"
#include "random_setup.hpp"

#include <random>
#include <utility>
#include <vector>

namespace walkcheck::machine::testing {
namespace {

struct Walk {
  std::vector<std::pair<ThreadId, unsigned>> steps;
  std::vector<FootprintId> footprints;
  std::vector<std::string> states = {}; // before each step, and at the end
};

Walk walk(Machine& machine, std::mt19937_64& random) {
  Walk walk;
  for (;;) {
    walk.states.push_back(machine.state());
    std::vector<ThreadId> ready;
    for (ThreadId thread = 0; thread < machine.threads(); ++thread) {
      if (machine.status(thread) == CpuStatus::Ready) ready.push_back(thread);
    }
    if (ready.empty()) return walk;
    const ThreadId cpu = ready[random() % ready.size()];
    const unsigned alternative =
        machine.alternative(cpu, static_cast<unsigned>(random() % machine.alternatives(cpu)));
    walk.footprints.push_back(machine.step(cpu, alternative).footprint);
    walk.steps.emplace_back(cpu, alternative);
  }
}

// Goes some steps back and forth again, and compares every state on the way.
void retrace(Machine& machine, const Walk& walk, std::size_t back) {
  const std::size_t end = walk.steps.size();
  for (std::size_t i = end; i > end - back; --i) {
    machine.undo();
    REQUIRE(machine.state() == walk.states[i - 1]);
  }
  for (std::size_t i = end - back; i < end; ++i) {
    const auto [cpu, alternative] = walk.steps[i];
    REQUIRE(machine.step(cpu, alternative).footprint == walk.footprints[i]);
    REQUIRE(machine.state() == walk.states[i + 1]);
  }
}

} // namespace

TEST_CASE("undo restores all, and the same steps then lead to the same states") {
  std::uint64_t steps = 0;
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    Machine machine(RandomSetup::build(RandomSetup::draw(seed)));
    for (int round = 0; round < 3;) {
      try {
        const Walk walked = walk(machine, random);
        if (machine.is_void()) { // a hook's reads were learnt again: other footprints
          while (machine.depth() > 0)
            machine.undo();
          machine.begin_search();
          continue;
        }
        retrace(machine, walked, walked.steps.size());
        retrace(machine, walked, walked.steps.size() / 2);
        steps += walked.steps.size();
        while (machine.depth() > 0)
          machine.undo();
        REQUIRE(machine.state() == walked.states.front());
        ++round;
      } catch (const ConstantCellWritten&) {
        REQUIRE(machine.depth() == 0);
      }
    }
  }
  CHECK(steps > 20'000);
}

TEST_CASE("two machines of one setup go the same way to the byte") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const Setup setup = RandomSetup::build(RandomSetup::draw(seed));
    std::vector<std::string> seen[2];
    for (auto& states : seen) {
      std::mt19937_64 random(seed);
      Machine machine(setup);
      for (bool done = false; !done;) {
        try {
          states = walk(machine, random).states;
          done = true;
        } catch (const ConstantCellWritten&) {
        }
      }
    }
    REQUIRE(seen[0] == seen[1]);
  }
}

} // namespace walkcheck::machine::testing
