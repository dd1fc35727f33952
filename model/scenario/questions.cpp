// SPDX-License-Identifier: GPL-2.0-only
#include "model/scenario/questions.hpp"

#include "model/program/diagnostic.hpp"
#include "model/scenario/inputs.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace walkcheck::scenario {
namespace {

struct Place8 {
  std::string variable;
  std::uint64_t offset; // of the 8 bytes at a multiple of 8
  auto operator<=>(const Place8&) const = default;
};

// The names of the questions in a word: of its lower and of its upper half.
struct Halves {
  std::string lower, upper;
};

bool runs_whole_files(const Scenario& scenario) {
  return std::ranges::any_of(scenario.cpus,
                             [](const Cpu& cpu) { return !cpu.source.files.empty(); });
}

std::map<Place8, Halves> questions_of(const Scenario& scenario, const BuildOptions& options) {
  std::map<Place8, Halves> words;
  // A variable that one CPU's files give a value is no question for the others.
  std::map<std::string, std::vector<std::set<std::uint64_t>>> asked;
  std::map<std::pair<std::string, std::uint64_t>, std::string> names;
  for (const Cpu& cpu : scenario.cpus) {
    if (cpu.source.is_of_tree() && options.tree == nullptr) continue;
    for (const program::Global& global : program_of(cpu, options).globals) {
      if (global.local) continue;
      auto& offsets = asked[global.name].emplace_back();
      for (const program::Question& question : global.questions) {
        offsets.insert(question.offset);
        names.emplace(std::pair(global.name, question.offset), question.name);
      }
    }
  }
  for (const auto& [at, name] : names) {
    const bool by_all = std::ranges::all_of(
        asked[at.first], [&](const auto& offsets) { return offsets.contains(at.second); });
    if (!by_all) continue;
    Halves& halves = words[{at.first, at.second / 8 * 8}];
    (at.second % 8 == 0 ? halves.lower : halves.upper) = name;
  }
  return words;
}

term::TermId ask(Scenario& scenario, const std::string& name) {
  scenario.inputs.push_back({name, 0, {}, Input::Kind::Truth});
  return term_of(scenario, static_cast<std::uint32_t>(scenario.inputs.size() - 1));
}

void add_questions(Scenario& scenario, const BuildOptions& options) {
  for (const auto& [at, halves] : questions_of(scenario, options)) {
    term::Terms& terms = *scenario.terms;
    term::TermId word = terms.constant(0);
    if (!halves.lower.empty()) word = ask(scenario, halves.lower);
    if (!halves.upper.empty())
      word = terms.of(term::Op::Or, word,
                      terms.of(term::Op::Shl, ask(scenario, halves.upper), terms.constant(32)));
    scenario.asked.push_back({at.variable, at.offset, value_of(scenario, word)});
  }
}

} // namespace

Scenario with_questions(Scenario scenario, const BuildOptions& options) {
  for (Scenario& member : scenario.members)
    member = with_questions(std::move(member), options);
  if (!runs_whole_files(scenario)) return scenario;
  try {
    add_questions(scenario, options);
  } catch (const InputError&) {
    // build() meets it again, and collects what is wrong in all CPUs.
  }
  return scenario;
}

} // namespace walkcheck::scenario
