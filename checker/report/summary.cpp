// SPDX-License-Identifier: GPL-2.0-only
#include "checker/report/summary.hpp"

#include "checker/report/executions.hpp"
#include "checker/report/lanes.hpp"
#include "checker/report/remarks.hpp"
#include "checker/report/verdict.hpp"
#include "checker/report/wrap.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace walkcheck::report {
namespace {

// The lanes give the reason for the counterexample that they show.
bool in_lanes(const verdict::Result& result, const verdict::PropertyResult& property) {
  return result.counterexample && result.counterexample->violation.property == property.name;
}

std::string properties_text(const verdict::Result& result, std::size_t width) {
  std::string text;
  for (const verdict::PropertyResult& property : result.properties) {
    std::string line;
    switch (property.status) {
    case verdict::PropertyResult::Status::Holds: continue;
    case verdict::PropertyResult::Status::Violated:
      if (in_lanes(result, property)) continue;
      line = fmt::format("{} violated: {}", property.name, property.claim);
      break;
    case verdict::PropertyResult::Status::Unchecked:
      line = fmt::format("{} not checked to the end", property.name);
      break;
    }
    text += wrapped(line, width, 2, kHanging);
    if (!property.reason.empty()) text += wrapped(property.reason, width, kHanging, kHanging);
  }
  return text;
}

std::string remarks(const verdict::Result& result, std::size_t width) {
  std::string text = properties_text(result, width);
  for (const verdict::CoverResult& cover : result.covers)
    if (!cover.reached) text += wrapped("cover not reached: " + cover.name, width, 2, kHanging);
  std::vector<std::string> opaque;
  for (const verdict::OpaqueFunction& each : result.opaque)
    opaque.push_back(fmt::format("{} ({})", each.name, each.spec));
  if (!opaque.empty())
    text += wrapped(
        fmt::format("assumed to do nothing, return value unused: {}", fmt::join(opaque, ", ")),
        width, 2, kHanging);
  if (!result.alone.empty())
    text += wrapped(fmt::format("explored one at a time, as none does what another could tell: {}",
                                fmt::join(result.alone, ", ")),
                    width, 2, kHanging);
  for (const verdict::Note& note : result.notes)
    text += wrapped(in_words(note), width, 2, kHanging);
  for (const std::string& reason : result.reasons)
    text += wrapped(reason, width, 2, kHanging);
  return text;
}

// Each class: what its members have in common, its smallest member, and its outcome.
std::string inputs(const verdict::Result& result, std::size_t width) {
  if (!result.classes) return "  inputs: fixed, as the scenario gives them\n";
  std::string text;
  std::size_t number = 0;
  for (const verdict::ClassResult& each : *result.classes) {
    const std::string words =
        each.words.empty() ? "all inputs" : fmt::format("{}", fmt::join(each.words, ", "));
    text += wrapped(fmt::format("class {}: {}", ++number, words), width, 2, kHanging + 2);
    const std::string came_to =
        !each.no_memory.empty() ? fmt::format("no page tables: {}", each.no_memory)
        : each.violated
            ? fmt::format("{}, {} violated", count_of(each.executions, each.cut), *each.violated)
            : count_of(each.executions, each.cut);
    const std::string smallest =
        each.representative.empty()
            ? ""
            : fmt::format("smallest: {}; ", fmt::join(each.representative, ", "));
    text += wrapped(smallest + came_to, width, kHanging + 2, kHanging + 2);
  }
  return text;
}

bool explored(verdict::Verdict verdict) {
  switch (verdict) {
  case verdict::Verdict::Holds:
  case verdict::Verdict::Violated:
  case verdict::Verdict::Inconclusive:
  case verdict::Verdict::Vacuous:
  case verdict::Verdict::Diverged:
  case verdict::Verdict::Unexpected: return true;
  case verdict::Verdict::Usage:
  case verdict::Verdict::BadInput:
  case verdict::Verdict::Internal: return false;
  }
  return false;
}

} // namespace

std::string verdict_line(const verdict::Result& result) {
  const std::string name = verdict_name(result.verdict);
  if (result.verdict == verdict::Verdict::BadInput)
    return fmt::format("{}  {}", name, plural(result.diagnostics.size(), "error"));
  if (!explored(result.verdict)) return name;
  const auto violated =
      std::ranges::count(result.properties, verdict::PropertyResult::Status::Violated,
                         &verdict::PropertyResult::status);
  const auto missed = std::ranges::count(result.covers, false, &verdict::CoverResult::reached);
  const std::string counted =
      result.states != 0
          ? fmt::format("{}, {}", plural(result.states, "state"), plural(result.steps, "step"))
          : fmt::format("{}, {} blocked", count_of(result.executions, result.cut), result.blocked);
  std::string line =
      fmt::format("{}  {}, {}", name, counted, plural(result.properties.size(), "property"));
  if (violated > 0) line += fmt::format(" ({} violated)", violated);
  line += ", " + plural(result.covers.size(), "cover");
  if (missed > 0) line += fmt::format(" ({} not reached)", missed);
  if (result.classes)
    line += fmt::format(", {} ({})", plural(result.classes->size(), "input class"),
                        result.classes_complete ? "complete" : "not complete");
  return line;
}

std::string summary(const verdict::Result& result, int width, Colour colour) {
  const std::size_t columns = static_cast<std::size_t>(std::max(width, 60));
  std::string text = wrapped(
      result.title.empty() ? result.scenario : fmt::format("{}: {}", result.scenario, result.title),
      columns, 0, 2);
  if (explored(result.verdict)) text += inputs(result, columns);
  text += executions(result, static_cast<int>(columns));
  if (result.counterexample)
    text += '\n' + lanes(*result.counterexample, width, Detail::Race, colour) + '\n';
  text += remarks(result, columns);
  for (const Diagnostic& diagnostic : result.diagnostics)
    text += to_string(diagnostic) + '\n';
  const Style style = result.verdict == verdict::Verdict::Holds ? Style::Good : Style::Bad;
  return text + styled(verdict_line(result), style, colour) + '\n';
}

} // namespace walkcheck::report
