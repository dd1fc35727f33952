// SPDX-License-Identifier: GPL-2.0-only
// Named alternatives in a scenario's text. "${scheme}" stands for the name of the one that is
// chosen on the axis `scheme`, "${scheme.key}" for what it has under that key; a string that is
// nothing else becomes that node, whatever its kind. An alternative can have those of the axes
// before its own. Internal to this folder. Entry points: read_alternatives(), combinations(),
// substitute().
#pragma once

#include "model/scenario/reader.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace walkcheck::scenario {

struct Axis {
  std::string name;
  std::string what;                     // for messages: "axis 'scheme'"
  std::vector<std::string> values;      // names
  std::vector<const toml::node*> nodes; // by value; of the document that they were read from
  Place place;
};

// By axis: the index of its value.
using Choice = std::vector<std::size_t>;

// The elements of that key: strings, integers, or tables with `name`.
void read_alternatives(Errors& errors, const Section& section, std::string_view key, Axis& axis);

inline constexpr std::size_t kMaxCombinations = 1U << 16;

// All choices, the last axis' value changing fastest; none where there are too many.
std::vector<Choice> combinations(std::span<const Axis> axes);

// In `table`, whatever is not of another document's axes: names in `later` are left as they are.
void substitute(toml::table& table, std::span<const Axis> axes, const Choice& choice,
                const std::vector<std::string>& later, Errors& errors);

} // namespace walkcheck::scenario
