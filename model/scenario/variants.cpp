// SPDX-License-Identifier: GPL-2.0-only
#include "model/scenario/variants.hpp"

#include "model/scenario/file_text.hpp"
#include "model/scenario/nearest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>

namespace walkcheck::scenario {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxVariants = 1U << 16;

struct Axis {
  std::string name;
  std::vector<std::string> values;
  std::vector<const toml::node*> nodes; // by value
};
using Choice = std::vector<std::size_t>; // by axis: the index of its value

struct Rule {
  std::map<std::string, std::vector<std::string>> when;
  bool leave_out = false;
  std::string because;
  toml::table expect;
  Place place;
};

bool is_plain_name(std::string_view name) {
  return !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVW"
                                                 "XYZ0123456789_.-") == std::string_view::npos;
}

class Template {
public:
  Template(const toml::table& root, Errors& errors) : errors_(errors) {
    const Section section(errors, root, "the scenario", keys_of(root));
    if (const toml::array* list = section.array("vary"))
      for (const toml::node& node : *list)
        read_axis(node);
    if (const toml::array* list = section.array("verdicts"))
      for (const toml::node& node : *list)
        read_rule(node);
  }

  std::vector<Choice> choices() const {
    std::vector<Choice> all{{}};
    for (const Axis& axis : axes) {
      std::vector<Choice> longer;
      if (all.size() * axis.values.size() > kMaxVariants) return {};
      for (const Choice& choice : all)
        for (std::size_t value = 0; value < axis.values.size(); ++value) {
          longer.push_back(choice);
          longer.back().push_back(value);
        }
      all = std::move(longer);
    }
    return all;
  }

  std::vector<std::string> names(const Choice& choice) const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < axes.size(); ++i)
      names.push_back(axes[i].values[choice[i]]);
    return names;
  }

  std::optional<Choice> choice_of(const std::vector<std::string>& names) const {
    if (names.size() != axes.size()) return std::nullopt;
    Choice choice;
    for (std::size_t i = 0; i < axes.size(); ++i) {
      const auto found = std::ranges::find(axes[i].values, names[i]);
      if (found == axes[i].values.end()) return std::nullopt;
      choice.push_back(static_cast<std::size_t>(found - axes[i].values.begin()));
    }
    return choice;
  }

  const Rule* rule_for(const std::vector<std::string>& names) const {
    const auto found = std::ranges::find_if(rules, [&](const Rule& rule) {
      for (std::size_t i = 0; i < axes.size(); ++i) {
        const auto wanted = rule.when.find(axes[i].name);
        if (wanted != rule.when.end() &&
            std::ranges::find(wanted->second, names[i]) == wanted->second.end())
          return false;
      }
      return true;
    });
    return found == rules.end() ? nullptr : &*found;
  }

  std::vector<Axis> axes;
  std::vector<Rule> rules;

private:
  static std::vector<std::string> keys_of(const toml::table& table) {
    std::vector<std::string> keys;
    for (const auto& [key, node] : table)
      keys.emplace_back(key.str());
    return keys;
  }

  void read_axis(const toml::node& node) {
    const toml::table* table = node.as_table();
    if (table == nullptr) {
      errors_.wrong_type(node, "'vary'", "a table: write it as [[vary]]");
      return;
    }
    const Section section(errors_, *table, "[[vary]]", {"name", "values"});
    Axis axis;
    axis.name = section.required_text("name").value_or("");
    section.required("values");
    if (const toml::array* values = section.array("values"))
      for (const toml::node& value : *values)
        read_value_of(axis, value);
    if (axis.values.empty())
      errors_.add(section.place(), fmt::format("axis '{}' has no values", axis.name),
                  "list at least one in 'values'");
    if (std::ranges::find(axes, axis.name, &Axis::name) != axes.end())
      errors_.add(section.place(), fmt::format("two axes are named '{}'", axis.name),
                  "give each its own name");
    axes.push_back(std::move(axis));
  }

  void read_value_of(Axis& axis, const toml::node& node) {
    std::optional<std::string> name = node.value_exact<std::string>();
    if (const toml::table* table = node.as_table())
      name = (*table)["name"].value_exact<std::string>();
    if (!name || !is_plain_name(*name)) {
      errors_.add(place_of(node), fmt::format("a value of axis '{}' has no name", axis.name),
                  "write a string, or a table with 'name': letters, digits, '_', '-' and '.'");
      return;
    }
    if (std::ranges::find(axis.values, *name) != axis.values.end())
      errors_.add(place_of(node), fmt::format("axis '{}' has '{}' twice", axis.name, *name),
                  "remove one");
    axis.values.push_back(*name);
    axis.nodes.push_back(&node);
  }

  void read_rule(const toml::node& node) {
    const toml::table* table = node.as_table();
    if (table == nullptr) {
      errors_.wrong_type(node, "'verdicts'", "a table: write it as [[verdicts]]");
      return;
    }
    const Section section(errors_, *table, "[[verdicts]]",
                          {"when", "verdict", "property", "executions", "because", "leave_out"});
    Rule rule;
    rule.place = section.place();
    rule.because = section.required_text("because").value_or("");
    rule.leave_out = (*table)["leave_out"].value_exact<bool>().value_or(false);
    for (const char* key : {"verdict", "property", "executions"})
      if (const toml::node* value = section.find(key)) rule.expect.insert_or_assign(key, *value);
    if (!rule.leave_out) section.required("verdict");
    if (const toml::table* when = section.table("when")) read_when(*when, rule);
    rules.push_back(std::move(rule));
  }

  void read_when(const toml::table& when, Rule& rule) {
    std::vector<std::string> known;
    for (const Axis& axis : axes)
      known.push_back(axis.name);
    const Section section(errors_, when, "'when'", known);
    for (const Axis& axis : axes) {
      for (const Named& name : section.one_or_more(axis.name)) {
        if (std::ranges::find(axis.values, name.name) == axis.values.end())
          errors_.add(name.place, fmt::format("axis '{}' has no '{}'", axis.name, name.name),
                      suggestion(name.name, axis.values));
        rule.when[axis.name].push_back(name.name);
      }
    }
  }

  Errors& errors_;
};

// Puts the chosen values where "${...}" stands: in the values themselves first, from the first axis
// to the last, so that each has only those before it.
class Substitution {
public:
  Substitution(const Template& from, const Choice& choice, Errors& errors)
      : template_(from), choice_(choice), errors_(errors) {
    for (std::size_t i = 0; i < template_.axes.size(); ++i) {
      const toml::table* value = template_.axes[i].nodes[choice_[i]]->as_table();
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

  // What a string that is one placeholder with a key stands for.
  const toml::node* whole_placeholder(const toml::node& node) {
    const toml::value<std::string>* text = node.as_string();
    if (text == nullptr) return nullptr;
    const std::string& written = text->get();
    if (!written.starts_with("${") || written.find('}') != written.size() - 1 ||
        written.find('.') == std::string::npos)
      return nullptr;
    return value_of(written.substr(2, written.size() - 3), place_of(node));
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
                "let the string be that placeholder alone");
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
                  fmt::format("the value {} of axis '{}' has no '{}'", axis->values[chosen(*axis)],
                              axis->name, key),
                  fmt::format("add it in [[vary]], or use ${{{}}}", axis->name));
    return node;
  }

  const Axis* find_axis(const std::string& name, Place place) {
    std::vector<std::string> known;
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if (template_.axes[i].name == name) return &template_.axes[i];
      known.push_back(template_.axes[i].name);
    }
    errors_.add(place, fmt::format("there is no axis '{}'", name), suggestion(name, known));
    return nullptr;
  }

  std::size_t index_of(const Axis& axis) const {
    return static_cast<std::size_t>(&axis - template_.axes.data());
  }

  std::size_t chosen(const Axis& axis) const { return choice_[index_of(axis)]; }

  const Template& template_;
  const Choice& choice_;
  Errors& errors_;
  std::vector<toml::table> values_; // by axis, as far as they are known; of a plain value empty
};

std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> parts;
  for (std::size_t comma = list.find(','); comma != std::string_view::npos;
       comma = list.find(',')) {
    parts.emplace_back(list.substr(0, comma));
    list.remove_prefix(comma + 1);
  }
  parts.emplace_back(list);
  return parts;
}

bool fits(const std::vector<std::string>& names, const std::vector<std::string>& pattern) {
  return std::ranges::equal(names, pattern, [](const std::string& name, const std::string& wanted) {
    return wanted == "*" || wanted == name;
  });
}

} // namespace

VariantPath split_variant(const fs::path& path) {
  const std::string written = path.string();
  const std::size_t open = written.rfind('[');
  std::error_code error;
  if (!written.ends_with(']') || open == std::string::npos || fs::exists(path, error))
    return {path, {}};
  return {written.substr(0, open), written.substr(open + 1, written.size() - open - 2)};
}

std::vector<fs::path> variants_of(const fs::path& path) {
  const VariantPath asked = split_variant(path);
  std::error_code error;
  // A pipe can be read once; what is wrong with a name the scenario's reader says.
  if (!fs::is_regular_file(asked.file, error)) return {path};
  const std::string shown = shown_path(asked.file);
  const toml::table root =
      parse_scenario(read_text(asked.file, shown, "a scenario", kMaxScenarioBytes), shown);
  if (!root.contains("vary")) return {path};
  Errors errors(shown);
  const Template from(root, errors);
  errors.throw_if_any();
  const std::vector<std::string> pattern =
      asked.choice.empty() ? std::vector<std::string>(from.axes.size(), "*") : split(asked.choice);
  std::vector<fs::path> paths;
  std::vector<bool> used(from.rules.size());
  for (const Choice& choice : from.choices()) {
    const std::vector<std::string> names = from.names(choice);
    const Rule* rule = from.rule_for(names);
    if (rule != nullptr) used[static_cast<std::size_t>(rule - from.rules.data())] = true;
    if (!fits(names, pattern) || (rule != nullptr && rule->leave_out)) continue;
    paths.emplace_back(fmt::format("{}[{}]", asked.file.string(), fmt::join(names, ",")));
  }
  for (std::size_t i = 0; i < used.size(); ++i)
    if (!used[i])
      errors.add(from.rules[i].place, "this verdict is that of no variant",
                 "remove it, or move it before those that take its variants");
  if (paths.empty())
    errors.add({}, fmt::format("no variant of it is [{}]", fmt::join(pattern, ",")),
               "name a value of each axis, or *; there may be up to 65536 variants");
  errors.throw_if_any();
  return paths;
}

Chosen choose_variant(toml::table& root, const VariantPath& path, Errors& errors) {
  if (!root.contains("vary")) {
    if (!path.choice.empty())
      errors.add({}, "it has no [[vary]], so there are no variants to choose from",
                 fmt::format("remove [{}]", path.choice));
    return {};
  }
  const toml::table whole = root;
  const Template from(whole, errors);
  errors.throw_if_any();
  const std::vector<std::string> names = split(path.choice);
  const std::optional<Choice> choice = from.choice_of(names);
  if (!choice) {
    errors.add({}, fmt::format("it is a template, and has no variant [{}]", path.choice),
               "name a value of each axis of [[vary]]");
    errors.throw_if_any();
    return {};
  }
  root.erase("vary");
  root.erase("verdicts");
  Substitution(from, *choice, errors).in_table(root);
  Chosen chosen;
  for (std::size_t i = 0; i < names.size(); ++i)
    chosen.variant.push_back({from.axes[i].name, names[i]});
  if (const Rule* rule = from.rule_for(names)) {
    root.insert_or_assign("expect", rule->expect);
    chosen.because = rule->because;
  }
  return chosen;
}

} // namespace walkcheck::scenario
