// SPDX-License-Identifier: GPL-2.0-only
// [memory]: how the addresses are mapped at the start.
#include "model/scenario/expression.hpp"
#include "model/scenario/inputs.hpp"
#include "model/scenario/read_parts.hpp"
#include "model/support/near_names.hpp"

#include <fmt/format.h>

namespace walkcheck::scenario {
namespace {

std::optional<word::Level> read_level(const Section& section, std::string_view key) {
  const auto name = section.choice(key, {"none", "4K", "2M", "1G"});
  return name ? word::find_level(*name) : std::nullopt;
}

void check_address(const Reading& reading, const Mapping& mapping, Place place) {
  if (mapping.address.term != term::kNoTerm) {
    const std::uint64_t pages = possible_bits(reading.scenario, Input::Kind::Page);
    if ((reading.scenario.terms->possible(mapping.address.term) & ~pages) != 0)
      reading.errors.add(
          place, fmt::format("{} may not be a page of user space", mapping.at),
          fmt::format("make the input a page, or write \"({}) & {:#x}\"", mapping.at, pages));
    return;
  }
  if (!word::is_canonical(mapping.address.bits, reading.scenario.paging))
    reading.errors.add(
        place, fmt::format("address {} = {:#x} is not canonical", mapping.at, mapping.address.bits),
        fmt::format("with {}-level paging the bits from {} up are all equal",
                    static_cast<int>(reading.scenario.paging),
                    reading.scenario.paging == word::Paging::k5 ? 56 : 47));
  if (mapping.address.bits % word::bytes(word::Level::k4K) != 0)
    reading.errors.add(
        place, fmt::format("address {} = {:#x} is not aligned", mapping.at, mapping.address.bits),
        "it must be a multiple of 0x1000");
}

void read_mapping(const Reading& reading, const toml::table& table) {
  const Section section(reading.errors, table, "an element of 'map'",
                        {"at", "level", "tables", "word"});
  Mapping mapping;
  mapping.place = section.place();
  if (const toml::node* node = section.required("at")) {
    if (const auto value = read_value(reading, *node, "'at'")) {
      mapping.at = value->written;
      mapping.address = value->value;
      check_address(reading, mapping, section.place("at"));
    }
  }
  section.required("level");
  const auto level = read_level(section, "level");
  mapping.level = level.value_or(word::Level::None);
  mapping.tables = read_level(section, "tables").value_or(word::Level::None);
  if (const toml::node* node = section.find("word"))
    if (const auto value = read_value(reading, *node, "'word'")) mapping.word = value->value;
  if (level && *level != word::Level::None && section.find("tables") != nullptr)
    reading.errors.add(section.place("tables"), "'tables' needs level = \"none\"",
                       "remove it: a mapped address has the tables that it needs");
  if (level == word::Level::None && section.find("word") != nullptr)
    reading.errors.add(section.place("word"), "'word' needs the level that it is stored at",
                       "set level to 4K, 2M or 1G");
  reading.scenario.mappings.push_back(std::move(mapping));
}

} // namespace

std::optional<Argument> read_value(const Reading& reading, const toml::node& node,
                                   std::string_view what) {
  Argument argument;
  argument.place = place_of(node);
  if (const auto number = node.value_exact<std::int64_t>()) {
    argument.value = static_cast<std::uint64_t>(*number);
    argument.written = *number < 0 ? fmt::format("{}", *number) : fmt::format("{:#x}", *number);
    return argument;
  }
  const auto text = node.value_exact<std::string>();
  if (!text) {
    reading.errors.wrong_type(node, what, "an integer, or an expression of inputs");
    return std::nullopt;
  }
  const auto term = read_expression(reading, *text, argument.place, what);
  if (!term) return std::nullopt;
  argument.written = *text;
  argument.value = value_of(reading.scenario, *term);
  return argument;
}

std::optional<term::TermId> read_expression(const Reading& reading, const std::string& text,
                                            Place place, std::string_view what) {
  const Scenario& scenario = reading.scenario;
  const auto input = [&](std::string_view name) -> std::optional<term::TermId> {
    for (std::uint32_t i = 0; i < scenario.inputs.size(); ++i)
      if (scenario.inputs[i].name == name) return term_of(scenario, i);
    return std::nullopt;
  };
  const auto suggest = [&](std::string_view name) {
    std::vector<std::string> known;
    for (const Input& each : scenario.inputs)
      known.push_back(each.name);
    return fmt::format("{} (or an integer, \"0x...\", \"4K\", \"2M\", \"1G\")",
                       known.empty() ? "[inputs] has none"
                                     : support::suggestion(std::string(name), known));
  };
  auto parsed = parse_expression(text, {*scenario.terms, scenario.paging, input, suggest});
  if (const auto* error = std::get_if<ExpressionError>(&parsed)) {
    reading.errors.add(place, fmt::format("{}: {}", what, error->cause), error->remedy);
    return std::nullopt;
  }
  return std::get<term::TermId>(parsed);
}

void read_memory(const Reading& reading, const toml::table& table) {
  const Section section(reading.errors, table, "[memory]", {"map"});
  reading.scenario.has_memory = true;
  const toml::array* list = section.array("map");
  if (list == nullptr) return;
  for (const toml::node& node : *list) {
    if (const toml::table* element = node.as_table())
      read_mapping(reading, *element);
    else
      reading.errors.wrong_type(node, "an element of 'map'",
                                "a table: { at = \"hva\", level = \"4K\" }");
  }
}

} // namespace walkcheck::scenario
