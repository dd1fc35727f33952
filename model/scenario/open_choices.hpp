// SPDX-License-Identifier: GPL-2.0-only
// Inputs that are one of several alternatives, for what a 64-bit value cannot express: the level at
// which an address is mapped, the depth of the tables, the scheme that frees them.
//
//   [inputs]
//   scheme = { one_of = ["T1", "T2", "T4"] }
//   [machine]
//   scheme = "${scheme}"
//
// Alternatives are written and used like those of [[vary]] (axes.hpp), but all of them have one
// verdict together: the scenario has a member for each combination. Internal to this folder. Entry
// points: open_choices(), OpenChoices.
#pragma once

#include "model/scenario/axes.hpp"
#include "model/scenario/scenario.hpp"

#include <string>
#include <vector>

namespace walkcheck::scenario {

// The names of the inputs that are one of several alternatives.
std::vector<std::string> open_choices(const toml::table& root);

class OpenChoices {
public:
  // Throws InputError. The scenario's text outlives this.
  OpenChoices(const toml::table& root, Errors& errors);

  // Without such inputs there is one combination, the empty one.
  const std::vector<Choice>& combinations() const { return combinations_; }
  // Turns the scenario's text into that of one member, in which these inputs no longer occur.
  std::vector<AxisValue> choose(toml::table& root, const Choice& choice, Errors& errors) const;

private:
  std::vector<Axis> axes_;
  std::vector<Choice> combinations_;
};

// All members have one verdict, so they must make the same claims.
void require_the_same_claims(const toml::table& one, const toml::table& other, Errors& errors);

} // namespace walkcheck::scenario
