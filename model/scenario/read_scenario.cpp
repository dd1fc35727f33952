// SPDX-License-Identifier: GPL-2.0-only
// A scenario's top level: [machine], [bounds], [inputs] and the expectation.
#include "model/scenario/file_text.hpp"
#include "model/scenario/open_choices.hpp"
#include "model/scenario/read_parts.hpp"
#include "model/scenario/schemes.hpp"
#include "model/scenario/variants.hpp"
#include "model/support/near_names.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace walkcheck::scenario {
namespace {

void read_expectation(const Reading& reading, const toml::table& table) {
  const Section section(reading.errors, table, "'expect'", {"verdict", "executions", "property"});
  Expectation expectation;
  section.required("verdict");
  expectation.verdict =
      section.choice("verdict", {"HOLDS", "VIOLATED", "INCONCLUSIVE", "VACUOUS"}).value_or("");
  expectation.executions = section.number_in("executions", 0, INT64_MAX);
  std::vector<std::string> known = reading.options.properties;
  for (const Invariant& invariant : reading.scenario.invariants)
    known.push_back(invariant.name);
  for (const Named& property : section.one_or_more("property")) {
    if (std::ranges::find(known, property.name) == known.end())
      reading.errors.add(property.place, fmt::format("there is no property '{}'", property.name),
                         support::suggestion(property.name, known));
    expectation.properties.push_back(property.name);
  }
  if (!expectation.properties.empty() && !expectation.verdict.empty() &&
      expectation.verdict != "VIOLATED")
    reading.errors.add(section.place("property"), "'property' needs verdict = \"VIOLATED\"",
                       "remove it");
  reading.scenario.expectation = std::move(expectation);
}

void read_machine(const Reading& reading, const toml::table& table) {
  const Section section(reading.errors, table, "[machine]",
                        {"paging", "scheme", "environment", "reads"});
  if (section.number_in("paging", 4, 5) == 5) reading.scenario.paging = word::Paging::k5;
  if (auto scheme = section.choice("scheme", scheme_names()))
    reading.scenario.scheme = std::move(*scheme);
  if (const auto environment = section.choice("environment", environment_names()))
    reading.scenario.scheme = scheme_of(*environment);
  if (section.find("scheme") != nullptr && section.find("environment") != nullptr)
    reading.errors.add(section.place("environment"),
                       "[machine] has both 'scheme' and 'environment'",
                       "keep 'environment' where CPUs run whole files of a kernel tree");
  if (section.choice("reads", {"source", "merged"}) == "merged")
    reading.scenario.reads = machine::ReadMode::Merged;
}

void read_bounds(const Reading& reading, const toml::table& table) {
  const Section section(reading.errors, table, "[bounds]", {"loop", "calls"});
  Scenario& scenario = reading.scenario;
  scenario.loop_bound =
      static_cast<std::uint32_t>(section.number_in("loop", 0, 1U << 20).value_or(8));
  scenario.call_depth =
      static_cast<std::uint32_t>(section.number_in("calls", 1, 1U << 12).value_or(64));
}

void read_root(const Reading& reading, const toml::table& root) {
  const Section section(reading.errors, root, "the scenario",
                        {"title", "source", "expect", "machine", "bounds", "inputs", "memory",
                         "variables", "cpu", "properties"});
  Scenario& scenario = reading.scenario;
  scenario.title = section.text("title").value_or("");
  scenario.source = section.text("source").value_or("");
  if (const toml::table* table = section.table("machine")) read_machine(reading, *table);
  if (const toml::table* table = section.table("bounds")) read_bounds(reading, *table);
  if (const toml::table* table = section.table("inputs")) read_inputs(reading, *table);
  if (const toml::table* table = section.table("memory")) read_memory(reading, *table);
  if (const toml::table* table = section.table("variables")) read_variables(reading, *table);
  if (section.find("cpu") == nullptr)
    reading.errors.add({}, "the scenario has no [[cpu]]",
                       "add a [[cpu]] with 'name' and 'run' for each walker and mutator");
  else if (const toml::array* list = section.array("cpu"))
    read_cpus(reading, *list);
  if (const toml::table* table = section.table("properties")) read_properties(reading, *table);
  if (const toml::table* table = section.table("expect")) read_expectation(reading, *table);
}

} // namespace

toml::table parse_scenario(const std::string& text, const std::string& file) {
  try {
    return toml::parse(std::string_view(text), file);
  } catch (const toml::parse_error& error) {
    const auto& begin = error.source().begin;
    std::string remedy = "correct the TOML; https://toml.io describes it";
    if (error.description().find("not representable") != std::string_view::npos)
      remedy = "TOML integers are signed 64-bit: write a larger one as a string, \"0xffff...\"";
    throw InputError(Diagnostic{file, static_cast<std::uint32_t>(begin.line),
                                static_cast<std::uint32_t>(begin.column),
                                fmt::format("not valid TOML: {}", error.description()), remedy});
  }
}

Scenario read_scenario(const std::filesystem::path& path, const ReadOptions& options) {
  Scenario scenario;
  scenario.path = path;
  scenario.file = shown_path(path);
  const VariantPath variant = split_variant(path);
  scenario.text = read_text(variant.file, scenario.file, "a scenario", kMaxScenarioBytes);
  Errors errors(scenario.file);
  // Each member is parsed anew, as a copy of a table would not know its lines.
  const auto parse = [&] {
    toml::table root = parse_scenario(scenario.text, scenario.file);
    Chosen chosen = choose_variant(root, variant, errors);
    scenario.variant = std::move(chosen.variant);
    scenario.because = std::move(chosen.because);
    errors.throw_if_any();
    return root;
  };
  const toml::table root = parse();
  const OpenChoices open(root, errors);
  std::optional<toml::table> first;
  std::vector<Scenario> members;
  for (const Choice& choice : open.combinations()) {
    toml::table text = parse();
    Scenario& member = members.emplace_back(scenario);
    member.terms = std::make_shared<term::Terms>();
    member.chosen = open.choose(text, choice, errors);
    if (first) require_the_same_claims(*first, text, errors);
    read_root({errors, options, member}, text);
    errors.throw_if_any();
    if (!first) first = std::move(text);
  }
  if (members.front().chosen.empty()) return std::move(members.front());
  scenario = members.front();
  scenario.members = std::move(members);
  return scenario;
}

} // namespace walkcheck::scenario
