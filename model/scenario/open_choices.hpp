// SPDX-License-Identifier: GPL-2.0-only
// Inputs that are one of several alternatives, for what no 64-bit value can say: at which level an
// address is mapped, how deep the tables are, which scheme frees them.
//
//   [inputs]
//   scheme = { one_of = ["T1", "T2", "T4"] }
//   [machine]
//   scheme = "${scheme}"
//
// Alternatives are written and used as those of [[vary]] are (axes.hpp), but one verdict is for all
// of them: the scenario has a member for each combination. Internal to this folder.
// Entry points: open_choices(), OpenChoices.
#pragma once

#include "model/scenario/axes.hpp"
#include "model/scenario/scenario.hpp"

#include <string>
#include <vector>

namespace walkcheck::scenario {

// The names of such inputs.
std::vector<std::string> open_choices(const toml::table& root);

class OpenChoices {
public:
  // Throws InputError. The scenario's text outlives this.
  OpenChoices(const toml::table& root, Errors& errors);

  // Of a scenario without such inputs one, of nothing.
  const std::vector<Choice>& combinations() const { return combinations_; }
  // Makes that member's text of the scenario's: these inputs are not in it any more.
  std::vector<AxisValue> choose(toml::table& root, const Choice& choice, Errors& errors) const;

private:
  std::vector<Axis> axes_;
  std::vector<Choice> combinations_;
};

// One verdict is for all members: they claim the same.
void require_the_same_claims(const toml::table& one, const toml::table& other, Errors& errors);

} // namespace walkcheck::scenario
