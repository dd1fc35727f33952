// SPDX-License-Identifier: GPL-2.0-only
// Input classes of random machines. The initial values of their variables and page-table words are
// open, with a few free bits each, so that every input can also be explored by itself, as plain
// numbers, without any term. Each has to be in exactly one class, and has to have the same result
// as its class.
#include "catch.hpp"
#include "sanitized.hpp"

#include "model/machine/random_setup.hpp"

#include "checker/search/explore.hpp"
#include "checker/symbolic/input_cover.hpp"

#include <fmt/format.h>

#include <array>
#include <map>
#include <set>
#include <string>

using namespace walkcheck;
using machine::testing::RandomModel;
using machine::testing::RandomSetup;

namespace {

using Values = std::vector<std::uint64_t>;

// The variables x0 and x1, the PGD's first word and a PTE. For the PGD's word two things are open:
// whether it is present, and which frame it has, one that is a table or one that is not.
constexpr std::array<std::uint64_t, 4> kFree{0x3, 0x1, 0x1001, 0x1};
constexpr std::uint64_t kPgdWord = machine::testing::kTableFrame << program::kPageShift;
constexpr std::uint64_t kPte = (machine::testing::kTableFrame << program::kPageShift) + 8;

bool has_variable(const machine::Setup& setup, const std::string& name) {
  return std::ranges::any_of(setup.cpus, [&](const machine::CpuSetup& cpu) {
    return std::ranges::any_of(cpu.program.globals, [&](const program::Global& global) {
      return global.name == name && global.bytes == 8;
    });
  });
}

// With terms the inputs are open; otherwise they are the plain values.
machine::Setup with_values(machine::Setup setup, const Values& values,
                           const std::shared_ptr<term::Terms>& terms) {
  const auto value = [&](std::uint32_t input) {
    return terms ? term::Value{values[input], terms->input(input, kFree[input])}
                 : term::Value{values[input]};
  };
  term::Value pgd{kPgdWord + values[2]};
  if (terms)
    pgd.term = terms->of(term::Op::Add, terms->input(2, kFree[2]), terms->constant(kPgdWord));
  std::erase_if(setup.words, [](const machine::InitialWord& word) {
    return word.address.bits == program::kPgdAddress;
  });
  setup.words.push_back({program::kPgdAddress, pgd});
  setup.words.push_back({kPte, value(3)});
  for (const std::uint32_t input : {0U, 1U})
    if (const std::string name = fmt::format("x{}", input); has_variable(setup, name))
      setup.variables.push_back({name, 0, value(input)});
  setup.terms = terms;
  return setup;
}

// The result of an exploration.
struct CameTo {
  explore::Outcome outcome{};
  std::uint64_t executions = 0;
  std::map<std::string, std::vector<trace::Choice>> violated; // the shortest way to each
  std::set<std::string> covered;
  bool operator==(const CameTo&) const = default;
};

constexpr std::uint64_t kMost = 400;

CameTo came_to(machine::Machine& machine) {
  search::Options options;
  options.max_executions = kMost;
  const search::Explored explored = search::explore(machine, options);
  CameTo result{explored.summary.outcome, explored.summary.executions, {}, machine.covered()};
  for (const auto& [property, example] : explored.found.counterexamples)
    result.violated.emplace(property, example.schedule);
  return result;
}

struct Class {
  std::vector<term::Predicate> predicates;
  CameTo came_to;
};

bool holds(const term::Terms& terms, const std::vector<term::Predicate>& predicates,
           const Values& values, std::size_t forgotten) {
  for (std::size_t i = 0; i < predicates.size(); ++i)
    if (i != forgotten && (terms.evaluate(predicates[i].term, values) != 0) != predicates[i].holds)
      return false;
  return true;
}

std::vector<Values> all_inputs() {
  std::vector<Values> all{{}};
  for (const std::uint64_t free : kFree) {
    std::vector<Values> longer;
    for (const Values& values : all) {
      std::uint64_t bits = 0;
      do {
        longer.push_back(values);
        longer.back().push_back(bits);
        bits = (bits - free) & free; // the next subset
      } while (bits != 0);
    }
    all = std::move(longer);
  }
  return all;
}

struct Compared {
  bool complete = false; // every class was explored to its end
  std::size_t classes = 0;
  std::size_t noticed = 0, forgotten = 0; // predicates
  std::string complaint;
};

std::vector<Class> classes_of(const machine::Setup& setup,
                              const std::shared_ptr<term::Terms>& terms) {
  symbolic::InputSpace space;
  space.terms = terms.get();
  for (std::size_t i = 0; i < kFree.size(); ++i)
    space.inputs.push_back({fmt::format("i{}", i), true, 0, kFree[i]});
  symbolic::InputCover cover(space, {});
  std::vector<Class> classes;
  while (const auto values = cover.next()) {
    machine::Machine machine(with_values(setup, *values, terms));
    Class& made = classes.emplace_back();
    made.came_to = came_to(machine);
    const auto predicates = machine.predicates();
    made.predicates.assign(predicates.begin(), predicates.end());
    cover.add(made.predicates);
  }
  REQUIRE(cover.state() == symbolic::InputCover::State::Covered);
  return classes;
}

Compared compare(const RandomModel& model) {
  const machine::Setup setup = RandomSetup::build(model);
  const auto terms = std::make_shared<term::Terms>();
  const std::vector<Class> classes = classes_of(setup, terms);
  Compared compared;
  compared.classes = classes.size();
  compared.complete = std::ranges::none_of(classes, [](const Class& each) {
    return each.came_to.outcome != explore::Outcome::Complete;
  });
  if (!compared.complete) return compared;
  const std::vector<Values> inputs = all_inputs();
  std::vector<CameTo> alone;
  for (const Values& values : inputs) {
    machine::Machine machine(with_values(setup, values, nullptr));
    alone.push_back(came_to(machine));
  }
  for (std::size_t k = 0; k < inputs.size(); ++k) {
    std::size_t in = 0;
    for (const Class& each : classes) {
      if (!holds(*terms, each.predicates, inputs[k], SIZE_MAX)) continue;
      ++in;
      if (alone[k] != each.came_to)
        compared.complaint +=
            fmt::format("({}) comes to {} executions, its class to {}; ",
                        fmt::join(inputs[k], ", "), alone[k].executions, each.came_to.executions);
    }
    if (in != 1)
      compared.complaint += fmt::format("({}) is in {} classes; ", fmt::join(inputs[k], ", "), in);
  }
  // If a method forgot one predicate, would some input be in a wrong class?
  for (const Class& each : classes)
    for (std::size_t i = 0; i < each.predicates.size(); ++i) {
      ++compared.forgotten;
      for (std::size_t k = 0; k < inputs.size(); ++k)
        if (alone[k] != each.came_to && holds(*terms, each.predicates, inputs[k], i)) {
          ++compared.noticed;
          break;
        }
    }
  return compared;
}

RandomModel shrunk(RandomModel model) {
  for (;;) {
    const std::vector<RandomModel> smaller = machine::testing::smaller_than(model);
    const auto found = std::ranges::find_if(smaller, [](const RandomModel& candidate) {
      return !compare(candidate).complaint.empty();
    });
    if (found == smaller.end()) return model;
    model = *found;
  }
}

void compare_random_machines(std::uint64_t first_seed, std::size_t wanted) {
  std::size_t compared = 0, with_several = 0, forgotten = 0, noticed = 0;
  for (std::uint64_t seed = first_seed; compared < wanted; ++seed) {
    const RandomModel model = RandomSetup::draw(seed);
    const Compared comparison = compare(model);
    compared += comparison.complete ? 1 : 0;
    with_several += comparison.complete && comparison.classes > 1 ? 1 : 0;
    forgotten += comparison.forgotten;
    noticed += comparison.noticed;
    if (comparison.complaint.empty()) continue;
    const RandomModel small = shrunk(model);
    FAIL("seed " << seed << ": " << compare(small).complaint << "\n" << RandomSetup::print(small));
  }
  CAPTURE(compared, with_several, forgotten, noticed);
  CHECK(with_several > compared / 4);
  CHECK(noticed > forgotten / 10);
}

} // namespace

TEST_CASE("random machines with open inputs come to what each input comes to alone") {
  compare_random_machines(1, kSanitized ? 20 : 150);
}

TEST_CASE("more random machines with open inputs", "[.long]") {
  compare_random_machines(1000000, 20000);
}
