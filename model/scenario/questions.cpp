// SPDX-License-Identifier: GPL-2.0-only
#include "model/scenario/questions.hpp"

#include "model/program/diagnostic.hpp"
#include "model/scenario/inputs.hpp"

#include <algorithm>
#include <map>
#include <vector>

namespace walkcheck::scenario {
namespace {

constexpr std::uint64_t kLower = UINT32_MAX; // of a word, the bits of its lower half

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

// Whether it says what the 32 bits are. One that is declared without its length says nothing.
bool gives(const program::Global& global, std::uint64_t offset) {
  const auto is_asked = [&](const program::Question& each) { return each.offset == offset; };
  const auto is_open = [&](const program::Extent& missing) {
    return missing.first < 8 * offset + 32 && 8 * offset < missing.first + missing.bits;
  };
  return offset + 4 <= global.bytes && std::ranges::none_of(global.questions, is_asked) &&
         std::ranges::none_of(global.not_given, is_open);
}

std::map<Place8, Halves> questions_of(const Scenario& scenario, const BuildOptions& options) {
  std::map<Place8, Halves> words;
  std::map<std::string, std::vector<program::Global>> mentions;
  std::map<std::pair<std::string, std::uint64_t>, std::string> names;
  for (const Cpu& cpu : scenario.cpus) {
    if (cpu.source.is_of_tree() && options.tree == nullptr) continue;
    for (const program::Global& global : program_of(cpu, options).globals) {
      if (global.local) continue;
      mentions[global.name].push_back(global);
      for (const program::Question& question : global.questions)
        names.emplace(std::pair(global.name, question.offset), question.name);
    }
  }
  for (const auto& [at, name] : names) {
    // What one CPU's files give a value is no question for the others.
    if (std::ranges::any_of(mentions[at.first], [&](const program::Global& global) {
          return gives(global, at.second);
        }))
      continue;
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
    const std::uint64_t mask =
        (halves.lower.empty() ? 0 : kLower) | (halves.upper.empty() ? 0 : ~kLower);
    scenario.asked.push_back({at.variable, at.offset, value_of(scenario, word), mask});
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
