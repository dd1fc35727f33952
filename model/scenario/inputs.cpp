// SPDX-License-Identifier: GPL-2.0-only
// [inputs]: fixed values, and open ones that stand for all of a kind.
//   hva  = 0x7f0000001000
//   a    = { kind = "page", where = "a < end" }
//   word = { kind = "word", where = ["!table(word)", "none(word) || leaf(word)"] }
// Inputs that are one of several alternatives were taken out before: see open_choices.hpp.
#include "model/scenario/inputs.hpp"

#include "model/scenario/read_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace walkcheck::scenario {
namespace {

bool is_identifier(std::string_view name) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !name.empty() && is_letter(name[0]) && std::all_of(name.begin(), name.end(), [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9');
  });
}

// User space on Linux: from vm.mmap_min_addr, whose least default is this, up to a page below the
// top of the lower half.
constexpr std::uint64_t kMinAddress = 4096;

std::uint64_t user_bits(word::Paging paging) {
  return (std::uint64_t{1} << (paging == word::Paging::k5 ? 56 : 47)) - 1;
}

void require_user_space(const Reading& reading, std::uint32_t input) {
  Scenario& scenario = reading.scenario;
  term::Terms& terms = *scenario.terms;
  const std::uint64_t end = user_bits(scenario.paging) + 1 - word::bytes(word::Level::k4K);
  const term::TermId address = term_of(scenario, input);
  scenario.conditions.push_back(terms.of(term::Op::ULt, address, terms.constant(end)));
  scenario.conditions.push_back(terms.of(term::Op::ULt, terms.constant(kMinAddress - 1), address));
}

struct Where {
  std::string input;
  std::vector<Named> written;
};

Where read_open(const Reading& reading, const toml::table& table, Input& input) {
  const Section section(reading.errors, table, fmt::format("input '{}'", input.name),
                        {"kind", "where"});
  section.required("kind");
  const auto kind = section.choice("kind", {"address", "page", "number", "word"});
  if (kind == "address") input.kind = Input::Kind::Address;
  if (kind == "page") input.kind = Input::Kind::Page;
  if (kind == "number") input.kind = Input::Kind::Number;
  if (kind == "word") input.kind = Input::Kind::Word;
  return {input.name, section.one_or_more("where")};
}

} // namespace

std::uint64_t possible_bits(const Scenario& scenario, Input::Kind kind) {
  switch (kind) {
  case Input::Kind::Address: return user_bits(scenario.paging);
  case Input::Kind::Page: return user_bits(scenario.paging) & ~(word::bytes(word::Level::k4K) - 1);
  case Input::Kind::Truth: return 1;
  case Input::Kind::Fixed:
  case Input::Kind::Number:
  case Input::Kind::Word: break;
  }
  return UINT64_MAX;
}

term::TermId term_of(const Scenario& scenario, std::uint32_t input) {
  const Input& named = scenario.inputs[input];
  if (named.kind == Input::Kind::Fixed) return scenario.terms->constant(named.value);
  return scenario.terms->input(input, possible_bits(scenario, named.kind));
}

term::TermId index_of(term::Terms& terms, term::TermId address, word::Level level) {
  return terms.of(term::Op::And,
                  terms.of(term::Op::LShr, address, terms.constant(word::shift(level))),
                  terms.constant(word::kEntries - 1));
}

term::Value value_of(const Scenario& scenario, term::TermId term) {
  std::vector<std::uint64_t> values;
  for (const Input& input : scenario.inputs)
    values.push_back(input.value);
  const bool plain = scenario.terms->is_constant(term);
  return {scenario.terms->evaluate(term, values), plain ? term::kNoTerm : term};
}

void read_inputs(const Reading& reading, const toml::table& table) {
  std::vector<std::string> names;
  for (const auto& [key, value] : table)
    names.emplace_back(key.str());
  const Section section(reading.errors, table, "[inputs]", names);
  std::vector<Where> wheres;
  for (const std::string& name : names) {
    if (!is_identifier(name))
      reading.errors.add(section.place(name), fmt::format("'{}' is not an input name", name),
                         "use letters, digits and underscores, and no digit first");
    Input input{name, 0, section.place(name)};
    // If the value is bad, that is reported; the name stays known, so that its uses are not errors
    // too.
    if (const toml::table* open = section.find(name)->as_table())
      wheres.push_back(read_open(reading, *open, input));
    else
      input.value = section.number(name).value_or(0);
    reading.scenario.inputs.push_back(std::move(input));
  }
  for (std::uint32_t i = 0; i < reading.scenario.inputs.size(); ++i) {
    const Input::Kind kind = reading.scenario.inputs[i].kind;
    if (kind == Input::Kind::Address || kind == Input::Kind::Page) require_user_space(reading, i);
  }
  // Only now are all inputs known, and a condition may be about any of them.
  for (const Where& where : wheres)
    for (const Named& written : where.written)
      if (const auto term =
              read_expression(reading, written.name, written.place,
                              fmt::format("what input '{}' must fulfil", where.input)))
        reading.scenario.conditions.push_back(*term);
}

bool is_open(const Scenario& scenario) {
  return !scenario.members.empty() || !scenario.chosen.empty() ||
         std::ranges::any_of(scenario.inputs,
                             [](const Input& input) { return input.kind != Input::Kind::Fixed; });
}

bool fulfils(const Scenario& scenario, const std::vector<std::uint64_t>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Input& input = scenario.inputs[i];
    const std::uint64_t possible =
        input.kind == Input::Kind::Fixed ? input.value : possible_bits(scenario, input.kind);
    if ((values[i] & ~possible) != 0) return false;
  }
  return std::ranges::all_of(scenario.conditions, [&](term::TermId condition) {
    return scenario.terms->evaluate(condition, values) != 0;
  });
}

Scenario with_inputs(const Scenario& scenario, const std::vector<std::uint64_t>& values) {
  Scenario member = scenario;
  for (std::size_t i = 0; i < values.size(); ++i)
    member.inputs[i].value = values[i];
  const auto evaluate = [&](term::Value& value) {
    if (value.term != term::kNoTerm) value.bits = scenario.terms->evaluate(value.term, values);
  };
  for (Mapping& mapping : member.mappings) {
    evaluate(mapping.address);
    if (mapping.word) evaluate(*mapping.word);
  }
  for (VariableStart& variable : member.variables)
    evaluate(variable.value.value);
  for (machine::InitialVariable& word : member.asked)
    evaluate(word.value);
  for (Cpu& cpu : member.cpus)
    for (auto& [name, argument] : cpu.arguments)
      evaluate(argument.value);
  return member;
}

} // namespace walkcheck::scenario
