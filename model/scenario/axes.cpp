// SPDX-License-Identifier: GPL-2.0-only
#include "model/scenario/axes.hpp"

#include "model/support/near_names.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace walkcheck::scenario {
namespace {

bool is_plain_name(std::string_view name) {
  return !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVW"
                                                 "XYZ0123456789_.-") == std::string_view::npos;
}

std::optional<std::string> name_of(const toml::node& node) {
  if (const auto number = node.value_exact<std::int64_t>()) return fmt::format("{}", *number);
  if (const toml::table* table = node.as_table())
    return (*table)["name"].value_exact<std::string>();
  return node.value_exact<std::string>();
}

void read_alternative(Errors& errors, const toml::node& node, Axis& axis) {
  const std::optional<std::string> name = name_of(node);
  if (!name || !is_plain_name(*name)) {
    errors.add(place_of(node), fmt::format("a value of {} has no name", axis.what),
               "write a string, an integer, or a table with 'name': letters, digits, '_', '-' and "
               "'.'");
    return;
  }
  if (std::ranges::find(axis.values, *name) != axis.values.end())
    errors.add(place_of(node), fmt::format("{} has '{}' twice", axis.what, *name), "remove one");
  axis.values.push_back(*name);
  axis.nodes.push_back(&node);
}

// Puts the chosen values where "${...}" stands: first in the values themselves, from the first axis
// to the last, so that each can use only those before it.
class Substitution {
public:
  Substitution(std::span<const Axis> axes, const Choice& choice,
               const std::vector<std::string>& later, Errors& errors)
      : axes_(axes), choice_(choice), later_(later), errors_(errors) {
    for (std::size_t i = 0; i < axes_.size(); ++i) {
      const toml::table* value = axes_[i].nodes[choice_[i]]->as_table();
      toml::table own = value == nullptr ? toml::table{} : *value;
      in_table(own);
      values_.push_back(std::move(own));
    }
  }

  void in_table(toml::table& table) {
    std::vector<std::string> keys;
    for (const auto& [key, node] : table)
      keys.emplace_back(key.str());
    for (const std::string& key : keys) {
      toml::node& node = *table.get(key);
      if (const toml::node* whole = whole_placeholder(node)) {
        table.insert_or_assign(key, *whole);
      } else {
        in_node(node);
      }
    }
  }

private:
  void in_node(toml::node& node) {
    if (toml::table* table = node.as_table()) in_table(*table);
    if (toml::array* array = node.as_array())
      for (std::size_t i = 0; i < array->size(); ++i) {
        if (const toml::node* whole = whole_placeholder(*array->get(i)))
          array->replace(array->begin() + static_cast<std::ptrdiff_t>(i), *whole);
        else
          in_node(*array->get(i));
      }
    if (toml::value<std::string>* text = node.as_string()) in_text(*text);
  }

  // The node that a string stands for which is one placeholder with a key and nothing else.
  const toml::node* whole_placeholder(const toml::node& node) {
    const toml::value<std::string>* text = node.as_string();
    if (text == nullptr) return nullptr;
    const std::string& written = text->get();
    if (!written.starts_with("${") || written.find('}') != written.size() - 1) return nullptr;
    const std::string what = written.substr(2, written.size() - 3);
    if (is_later(what)) return nullptr;
    if (what.find('.') != std::string::npos) return value_of(what, place_of(node));
    const Axis* axis = find_axis(what, place_of(node));
    const toml::node* chosen_node = axis == nullptr ? nullptr : axis->nodes[chosen(*axis)];
    return chosen_node != nullptr && chosen_node->is_integer() ? chosen_node : nullptr;
  }

  void in_text(toml::value<std::string>& text) {
    std::string& written = text.get();
    const Place place = place_of(text);
    for (std::size_t begin = written.find("${"); begin != std::string::npos;
         begin = written.find("${", begin)) {
      const std::size_t end = written.find('}', begin);
      if (end == std::string::npos) {
        errors_.add(place, "a '${' has no '}'", "close it");
        return;
      }
      const std::string what = written.substr(begin + 2, end - begin - 2);
      if (is_later(what)) {
        begin = end;
        continue;
      }
      const std::string value = text_of(what, place);
      written.replace(begin, end - begin + 1, value);
      begin += value.size();
    }
  }

  std::string text_of(const std::string& what, Place place) {
    if (what.find('.') == std::string::npos) {
      const Axis* axis = find_axis(what, place);
      return axis == nullptr ? "" : axis->values[chosen(*axis)];
    }
    const toml::node* node = value_of(what, place);
    if (node == nullptr) return "";
    if (const auto text = node->value_exact<std::string>()) return *text;
    if (const auto number = node->value_exact<std::int64_t>()) return fmt::format("{}", *number);
    errors_.add(place,
                fmt::format("${{{}}} is {}, in the middle of a string", what, kind_of(*node)),
                "make the placeholder the whole string");
    return "";
  }

  const toml::node* value_of(const std::string& what, Place place) {
    const std::size_t dot = what.find('.');
    const Axis* axis = find_axis(what.substr(0, dot), place);
    if (axis == nullptr) return nullptr;
    const std::string key = what.substr(dot + 1);
    const toml::node* node = values_[index_of(*axis)].get(key);
    if (node == nullptr)
      errors_.add(place,
                  fmt::format("the value {} of {} has no '{}'", axis->values[chosen(*axis)],
                              axis->what, key),
                  fmt::format("add it there, or use ${{{}}}", axis->name));
    return node;
  }

  bool is_later(const std::string& what) const {
    return std::ranges::find(later_, what.substr(0, what.find('.'))) != later_.end();
  }

  const Axis* find_axis(const std::string& name, Place place) {
    std::vector<std::string> known;
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if (axes_[i].name == name) return &axes_[i];
      known.push_back(axes_[i].name);
    }
    known.insert(known.end(), later_.begin(), later_.end());
    errors_.add(place, fmt::format("there is no axis '{}'", name),
                support::suggestion(name, known));
    return nullptr;
  }

  std::size_t index_of(const Axis& axis) const {
    return static_cast<std::size_t>(&axis - axes_.data());
  }

  std::size_t chosen(const Axis& axis) const { return choice_[index_of(axis)]; }

  std::span<const Axis> axes_;
  const Choice& choice_;
  const std::vector<std::string>& later_;
  Errors& errors_;
  std::vector<toml::table> values_; // by axis, as far as they are known; empty for a plain value
};

} // namespace

void read_alternatives(Errors& errors, const Section& section, std::string_view key, Axis& axis) {
  axis.place = section.place();
  if (const toml::array* values = section.array(key))
    for (const toml::node& value : *values)
      read_alternative(errors, value, axis);
  if (axis.values.empty())
    errors.add(section.place(), fmt::format("{} has no values", axis.what),
               fmt::format("list at least one in '{}'", key));
}

std::vector<Choice> combinations(std::span<const Axis> axes) {
  std::vector<Choice> all{{}};
  for (const Axis& axis : axes) {
    std::vector<Choice> longer;
    if (all.size() * axis.values.size() > kMaxCombinations) return {};
    for (const Choice& choice : all)
      for (std::size_t value = 0; value < axis.values.size(); ++value) {
        longer.push_back(choice);
        longer.back().push_back(value);
      }
    all = std::move(longer);
  }
  return all;
}

void substitute(toml::table& table, std::span<const Axis> axes, const Choice& choice,
                const std::vector<std::string>& later, Errors& errors) {
  Substitution(axes, choice, later, errors).in_table(table);
}

} // namespace walkcheck::scenario
