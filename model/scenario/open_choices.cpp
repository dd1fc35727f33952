// SPDX-License-Identifier: GPL-2.0-only
#include "model/scenario/open_choices.hpp"

#include <fmt/format.h>

#include <utility>

namespace walkcheck::scenario {
namespace {

const toml::table* alternatives(const toml::node& input) {
  const toml::table* table = input.as_table();
  return table != nullptr && table->contains("one_of") ? table : nullptr;
}

std::vector<Axis> read_axes(const toml::table& root, Errors& errors) {
  std::vector<Axis> axes;
  for (const std::string& name : open_choices(root)) {
    const toml::table& table = *root["inputs"][name].as_table();
    Axis axis;
    axis.name = name;
    axis.what = fmt::format("input '{}'", name);
    read_alternatives(errors, Section(errors, table, axis.what, {"one_of"}), "one_of", axis);
    axes.push_back(std::move(axis));
  }
  return axes;
}

std::vector<AxisValue> choose_of(const std::vector<Axis>& axes, toml::table& root,
                                 const Choice& choice, Errors& errors) {
  std::vector<AxisValue> chosen;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    root["inputs"].as_table()->erase(axes[i].name);
    chosen.push_back({axes[i].name, axes[i].values[choice[i]]});
  }
  substitute(root, axes, choice, {}, errors);
  return chosen;
}

void require_a_difference(const toml::table& root, const std::vector<Axis>& axes, Errors& errors) {
  const auto with = [&](const Choice& choice) {
    toml::table member = root;
    choose_of(axes, member, choice, errors);
    errors.throw_if_any();
    return member;
  };
  for (std::size_t i = 0; i < axes.size(); ++i) {
    Choice last(axes.size());
    last[i] = axes[i].values.size() - 1;
    if (last[i] != 0 && with(last) == with(Choice(axes.size())))
      errors.add(axes[i].place, fmt::format("nothing depends on {}", axes[i].what),
                 fmt::format("write \"${{{}}}\" where its value goes, or remove it", axes[i].name));
  }
}

} // namespace

std::vector<std::string> open_choices(const toml::table& root) {
  std::vector<std::string> names;
  if (const toml::table* inputs = root["inputs"].as_table())
    for (const auto& [key, node] : *inputs)
      if (alternatives(node) != nullptr) names.emplace_back(key.str());
  return names;
}

OpenChoices::OpenChoices(const toml::table& root, Errors& errors) : axes_(read_axes(root, errors)) {
  errors.throw_if_any();
  combinations_ = scenario::combinations(axes_);
  if (combinations_.empty())
    errors.add(axes_.front().place,
               fmt::format("its alternatives have more than {} combinations", kMaxCombinations),
               "remove alternatives");
  require_a_difference(root, axes_, errors);
  errors.throw_if_any();
}

std::vector<AxisValue> OpenChoices::choose(toml::table& root, const Choice& choice,
                                           Errors& errors) const {
  return choose_of(axes_, root, choice, errors);
}

void require_the_same_claims(const toml::table& one, const toml::table& other, Errors& errors) {
  for (const char* key : {"title", "source", "expect", "properties"}) {
    const toml::node* in_one = one.get(key);
    const toml::node* in_other = other.get(key);
    if (in_one == nullptr || in_other == nullptr) continue;
    if (toml::node_view(*in_one) != toml::node_view(*in_other))
      errors.add(place_of(*in_one),
                 fmt::format("'{}' depends on an input that is one of several", key),
                 "write what holds for all of them, or use [[vary]], which has a verdict for each");
  }
}

} // namespace walkcheck::scenario
