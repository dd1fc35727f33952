// SPDX-License-Identifier: GPL-2.0-only
#include "model/scenario/reader.hpp"

#include "model/support/near_names.hpp"
#include "model/support/numbers.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>

namespace walkcheck::scenario {

Place place_of(const toml::node& node) {
  const auto& begin = node.source().begin;
  return {static_cast<std::uint32_t>(begin.line), static_cast<std::uint32_t>(begin.column)};
}

std::string_view kind_of(const toml::node& node) {
  switch (node.type()) {
  case toml::node_type::none: return "nothing";
  case toml::node_type::table: return "a table";
  case toml::node_type::array: return "an array";
  case toml::node_type::string: return "a string";
  case toml::node_type::integer: return "an integer";
  case toml::node_type::floating_point: return "a floating-point number";
  case toml::node_type::boolean: return "a boolean";
  case toml::node_type::date:
  case toml::node_type::time:
  case toml::node_type::date_time: return "a date or time";
  }
  return "something else";
}

void Errors::add(Place place, std::string cause, std::string remedy) {
  diagnostics_.push_back({file_, place.line, place.column, std::move(cause), std::move(remedy)});
}

void Errors::wrong_type(const toml::node& node, std::string_view what, std::string_view wanted) {
  add(place_of(node), fmt::format("{} is {}", what, kind_of(node)),
      fmt::format("it must be {}", wanted));
}

void Errors::throw_if_any() {
  if (diagnostics_.empty()) return;
  std::stable_sort(diagnostics_.begin(), diagnostics_.end(), [](const auto& a, const auto& b) {
    return std::tie(a.line, a.column) < std::tie(b.line, b.column);
  });
  throw InputError(std::move(diagnostics_));
}

std::optional<std::uint64_t> hex_string(std::string_view text) {
  if (!text.starts_with("0x")) return std::nullopt;
  std::string digits(text.substr(2));
  std::erase(digits, '_');
  return support::number_in(digits, 16);
}

Section::Section(Errors& errors, const toml::table& table, std::string name,
                 std::vector<std::string> known)
    : errors_(errors), table_(table), name_(std::move(name)) {
  for (const auto& [key, value] : table_) {
    const std::string spelt(key.str());
    if (std::find(known.begin(), known.end(), spelt) != known.end()) continue;
    const auto& begin = key.source().begin;
    errors_.add({static_cast<std::uint32_t>(begin.line), static_cast<std::uint32_t>(begin.column)},
                fmt::format("unknown key '{}' in {}", spelt, name_),
                support::suggestion(spelt, known));
  }
}

Place Section::place(std::string_view key) const {
  const toml::node* node = find(key);
  return node != nullptr ? place_of(*node) : place();
}

const toml::node* Section::required(std::string_view key) const {
  const toml::node* node = find(key);
  if (node == nullptr)
    errors_.add(place(), fmt::format("{} has no '{}'", name_, key), fmt::format("add '{}'", key));
  return node;
}

std::optional<std::string> Section::text(std::string_view key) const {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  return printable(*node, fmt::format("'{}'", key));
}

std::optional<std::string> Section::printable(const toml::node& node,
                                              const std::string& what) const {
  const auto value = node.value_exact<std::string>();
  if (!value) {
    errors_.wrong_type(node, what, "a string");
    return std::nullopt;
  }
  const auto is_control = [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; };
  if (std::any_of(value->begin(), value->end(), is_control))
    errors_.add(place_of(node), fmt::format("{} has a control character in it", what),
                "write one line of text");
  return value;
}

std::optional<std::string> Section::required_text(std::string_view key) const {
  return required(key) == nullptr ? std::nullopt : text(key);
}

std::optional<std::uint64_t> Section::number(std::string_view key) const {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (const auto value = node->value_exact<std::int64_t>())
    return static_cast<std::uint64_t>(*value);
  if (const auto written = node->value_exact<std::string>()) {
    if (const auto value = hex_string(*written)) return value;
    errors_.add(place_of(*node), fmt::format("'{}' is not a 64-bit number: \"{}\"", key, *written),
                "write an integer, or 0x and up to 16 hexadecimal digits as a string");
    return std::nullopt;
  }
  errors_.wrong_type(*node, fmt::format("'{}'", key), "an integer, or a string \"0x...\"");
  return std::nullopt;
}

std::optional<std::uint64_t> Section::number_in(std::string_view key, std::uint64_t low,
                                                std::uint64_t high) const {
  const auto value = number(key);
  if (!value || (*value >= low && *value <= high)) return value;
  errors_.add(place(key),
              fmt::format("'{}' is {}, out of range", key, static_cast<std::int64_t>(*value)),
              fmt::format("it goes from {} to {}", low, high));
  return std::nullopt;
}

std::optional<std::string> Section::choice(std::string_view key,
                                           const std::vector<std::string>& choices) const {
  const auto value = text(key);
  if (!value || std::find(choices.begin(), choices.end(), *value) != choices.end()) return value;
  errors_.add(place(key), fmt::format("'{}' cannot be \"{}\"", key, *value),
              fmt::format("one of: {}", fmt::join(choices, ", ")));
  return std::nullopt;
}

const toml::table* Section::table(std::string_view key) const {
  const toml::node* node = find(key);
  if (node == nullptr) return nullptr;
  if (!node->is_table()) errors_.wrong_type(*node, fmt::format("'{}'", key), "a table");
  return node->as_table();
}

const toml::array* Section::array(std::string_view key) const {
  const toml::node* node = find(key);
  if (node == nullptr) return nullptr;
  if (!node->is_array()) errors_.wrong_type(*node, fmt::format("'{}'", key), "an array");
  return node->as_array();
}

std::vector<Named> Section::names(std::string_view key) const {
  std::vector<Named> names;
  const toml::array* list = array(key);
  if (list == nullptr) return names;
  for (const toml::node& node : *list) {
    if (auto value = printable(node, fmt::format("an element of '{}'", key)))
      names.push_back({std::move(*value), place_of(node)});
  }
  return names;
}

std::vector<Named> Section::one_or_more(std::string_view key) const {
  const toml::node* node = find(key);
  if (node == nullptr) return {};
  if (node->is_array()) return names(key);
  if (auto value = text(key)) return {{std::move(*value), place(key)}};
  return {};
}

} // namespace walkcheck::scenario
