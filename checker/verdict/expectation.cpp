// SPDX-License-Identifier: GPL-2.0-only
#include "checker/verdict/expectation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace walkcheck::verdict {
namespace {

std::string_view name(Verdict verdict) {
  switch (verdict) {
  case Verdict::Holds: return "HOLDS";
  case Verdict::Violated: return "VIOLATED";
  case Verdict::Inconclusive: return "INCONCLUSIVE";
  case Verdict::Vacuous: return "VACUOUS";
  case Verdict::Diverged:
  case Verdict::Unexpected:
  case Verdict::Usage:
  case Verdict::BadInput:
  case Verdict::Internal: break;
  }
  return "";
}

std::vector<std::string> violated(const Result& result) {
  std::vector<std::string> names;
  for (const PropertyResult& property : result.properties)
    if (property.status == PropertyResult::Status::Violated) names.push_back(property.name);
  return names;
}

// The elements of one list that the other does not have.
std::vector<std::string> beyond(const std::vector<std::string>& list,
                                const std::vector<std::string>& other) {
  std::vector<std::string> rest;
  std::ranges::copy_if(list, std::back_inserter(rest), [&](const std::string& name) {
    return std::ranges::find(other, name) == other.end();
  });
  return rest;
}

void compare_properties(const std::vector<std::string>& expected,
                        const std::vector<std::string>& violated,
                        std::vector<std::string>& differences) {
  for (const std::string& name : beyond(expected, violated))
    differences.push_back(fmt::format("expected {} to be violated, but it is not", name));
  for (const std::string& name : beyond(violated, expected))
    differences.push_back(fmt::format("expected {} to hold, but it is violated", name));
}

} // namespace

std::vector<std::string> differences_from_expectation(const Result& result,
                                                      const scenario::Expectation& expected) {
  const std::string_view verdict = name(result.verdict);
  if (verdict.empty()) return {};
  std::vector<std::string> differences;
  if (expected.verdict != verdict)
    differences.push_back(fmt::format("expected {}, but it is {}", expected.verdict, verdict));
  if (expected.executions && result.states == 0 && *expected.executions != result.executions)
    differences.push_back(fmt::format("expected {} executions, but there are {}",
                                      *expected.executions, result.executions));
  if (!expected.properties.empty())
    compare_properties(expected.properties, violated(result), differences);
  return differences;
}

void compare_with_expectation(Result& result, const scenario::Scenario& scenario) {
  const std::string_view verdict = name(result.verdict);
  if (verdict.empty()) return;
  std::vector<std::string> differences;
  if (!scenario.expectation)
    differences.push_back(fmt::format(
        "the scenario expects nothing: add expect = {{ verdict = \"{}\", executions = {} }}",
        verdict, result.executions));
  else
    differences = differences_from_expectation(result, *scenario.expectation);
  if (differences.empty()) return;
  result.verdict = Verdict::Unexpected;
  result.reasons.insert(result.reasons.begin(), differences.begin(), differences.end());
}

} // namespace walkcheck::verdict
