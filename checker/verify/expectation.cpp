// SPDX-License-Identifier: GPL-2.0-only
#include "checker/verify/expectation.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace walkcheck::verify {
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

bool is_violated(const Result& result, const std::string& property) {
  return std::ranges::any_of(result.properties, [&](const PropertyResult& known) {
    return known.name == property && known.status == PropertyResult::Status::Violated;
  });
}

} // namespace

void compare_with_expectation(Result& result, const scenario::Scenario& scenario) {
  const std::string_view verdict = name(result.verdict);
  if (verdict.empty()) return;
  std::vector<std::string> differences;
  if (!scenario.expectation) {
    differences.push_back(fmt::format(
        "the scenario expects nothing: add expect = {{ verdict = \"{}\", executions = {} }}",
        verdict, result.executions));
  } else {
    const scenario::Expectation& expected = *scenario.expectation;
    if (expected.verdict != verdict)
      differences.push_back(fmt::format("expected {}, and it is {}", expected.verdict, verdict));
    if (expected.executions && *expected.executions != result.executions)
      differences.push_back(fmt::format("expected {} executions, and there are {}",
                                        *expected.executions, result.executions));
    if (!expected.property.empty() && !is_violated(result, expected.property))
      differences.push_back(
          fmt::format("expected {} to be violated, and it is not", expected.property));
  }
  if (differences.empty()) return;
  result.verdict = Verdict::Unexpected;
  result.reasons.insert(result.reasons.begin(), differences.begin(), differences.end());
}

} // namespace walkcheck::verify
