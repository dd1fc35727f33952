// SPDX-License-Identifier: GPL-2.0-only
#include "model/scenario/dropped_steps.hpp"

#include <algorithm>
#include <regex>
#include <string_view>

namespace walkcheck::scenario {
namespace {

constexpr std::string_view kPrefix = "WALKCHECK_DROP_";

bool have_same_body(const program::Function& one, const program::Function& other) {
  return std::ranges::equal(one.body, other.body,
                            [](const program::Instruction& a, const program::Instruction& b) {
                              return a.operation == b.operation;
                            });
}

bool begin_the_same(const program::Global& one, const program::Global& other) {
  return one.name == other.name && one.initial == other.initial;
}

} // namespace

std::string macro_of_step(const std::string& step) {
  return std::string(kPrefix) + step;
}

std::optional<std::string> step_of_macro(const std::string& macro) {
  if (!macro.starts_with(kPrefix)) return std::nullopt;
  return macro.substr(kPrefix.size());
}

std::set<std::string> steps_in(const std::string& text) {
  // The definition of DROPPED() names its parameter, which is no step.
  static const std::regex kAsked("(define[ \\t]+)?\\bDROPPED[ \\t]*\\([ \\t]*(\\w+)[ \\t]*\\)");
  std::set<std::string> steps;
  for (auto at = std::sregex_iterator(text.begin(), text.end(), kAsked);
       at != std::sregex_iterator(); ++at)
    if (!(*at)[1].matched) steps.insert((*at)[2]);
  return steps;
}

bool are_same(const program::Program& one, const program::Program& other) {
  return std::ranges::equal(one.functions, other.functions, have_same_body) &&
         std::ranges::equal(one.globals, other.globals, begin_the_same);
}

} // namespace walkcheck::scenario
