// SPDX-License-Identifier: GPL-2.0-only
// Named alternatives in a scenario's text. "${scheme}" stands for the name of the alternative
// chosen on the axis `scheme`, "${scheme.key}" for the value it has under that key; a string that
// is only such a placeholder becomes that TOML node, whatever its kind. An alternative may use
// placeholders of the axes before its own. Internal to this folder. Entry points:
// read_alternatives(), combinations(), substitute().
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

// By axis: the index of the chosen value.
using Choice = std::vector<std::size_t>;

// Reads the list under this key: strings, integers, or tables with `name`.
void read_alternatives(Errors& errors, const Section& section, std::string_view key, Axis& axis);

inline constexpr std::size_t kMaxCombinations = 1U << 16;

// All choices, the last axis' value changing fastest; none if there are too many.
std::vector<Choice> combinations(std::span<const Axis> axes);

// Replaces all placeholders in `table`, except those of axes in `later`, which are replaced later.
void substitute(toml::table& table, std::span<const Axis> axes, const Choice& choice,
                const std::vector<std::string>& later, Errors& errors);

} // namespace walkcheck::scenario
