// SPDX-License-Identifier: GPL-2.0-only
#include "model/scenario/variants.hpp"

#include "model/scenario/axes.hpp"
#include "model/scenario/file_text.hpp"
#include "model/scenario/open_choices.hpp"
#include "model/support/near_names.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>

namespace walkcheck::scenario {
namespace {

namespace fs = std::filesystem;

struct Rule {
  std::map<std::string, std::vector<std::string>> when;
  bool leave_out = false;
  std::string because;
  toml::table expect;
  Place place;
};

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
    axis.what = fmt::format("axis '{}'", axis.name);
    section.required("values");
    read_alternatives(errors_, section, "values", axis);
    if (std::ranges::find(axes, axis.name, &Axis::name) != axes.end())
      errors_.add(section.place(), fmt::format("two axes are named '{}'", axis.name),
                  "give each its own name");
    axes.push_back(std::move(axis));
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
                      support::suggestion(name.name, axis.values));
        rule.when[axis.name].push_back(name.name);
      }
    }
  }

  Errors& errors_;
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
  // A pipe can be read only once; and if the name is wrong, the scenario's reader will say so.
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
  for (const Choice& choice : combinations(from.axes)) {
    const std::vector<std::string> names = from.names(choice);
    const Rule* rule = from.rule_for(names);
    if (rule != nullptr) used[static_cast<std::size_t>(rule - from.rules.data())] = true;
    if (!fits(names, pattern) || (rule != nullptr && rule->leave_out)) continue;
    paths.emplace_back(fmt::format("{}[{}]", asked.file.string(), fmt::join(names, ",")));
  }
  for (std::size_t i = 0; i < used.size(); ++i)
    if (!used[i])
      errors.add(from.rules[i].place, "this verdict applies to no variant",
                 "remove it, or move it before the ones that apply to its variants");
  if (paths.empty())
    errors.add({}, fmt::format("it has no variant [{}]", fmt::join(pattern, ",")),
               "name a value of each axis, or *; there may be up to 65536 variants");
  errors.throw_if_any();
  return paths;
}

std::optional<std::string> template_title(const fs::path& path) {
  const std::string shown = shown_path(path);
  const toml::table root =
      parse_scenario(read_text(path, shown, "a scenario", kMaxScenarioBytes), shown);
  if (!root.contains("vary")) return std::nullopt;
  variants_of(path); // for its errors
  return root["title"].value<std::string>().value_or("");
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
    errors.add({}, fmt::format("it is a template, but has no variant [{}]", path.choice),
               "name a value of each axis of [[vary]]");
    errors.throw_if_any();
    return {};
  }
  root.erase("vary");
  root.erase("verdicts");
  substitute(root, from.axes, *choice, open_choices(root), errors);
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
