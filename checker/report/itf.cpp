// SPDX-License-Identifier: GPL-2.0-only
#include "checker/report/itf.hpp"

#include "checker/report/remarks.hpp"
#include "checker/report/step_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <map>

namespace walkcheck::report {
namespace {

using nlohmann::ordered_json;

ordered_json integer(std::uint64_t value) {
  return {{"#bigint", fmt::format("{}", value)}};
}

// Each word's value as the first step that accesses it finds it.
std::map<std::uint64_t, std::uint64_t> first_words(const trace::Trace& trace) {
  std::map<std::uint64_t, std::uint64_t> words;
  for (const trace::Step& step : trace.steps)
    if (step.before) words.try_emplace(step.object.address, *step.before);
  return words;
}

ordered_json as_map(const std::map<std::uint64_t, std::uint64_t>& words) {
  ordered_json pairs = ordered_json::array();
  for (const auto& [address, value] : words)
    pairs.push_back(ordered_json::array({integer(address), integer(value)}));
  return {{"#map", std::move(pairs)}};
}

ordered_json state(std::size_t index, const std::string& cpu, const std::string& step,
                   const std::string& at, const std::string& violated,
                   const std::map<std::uint64_t, std::uint64_t>& words) {
  return {{"#meta", {{"index", index}}},
          {"cpu", cpu},
          {"step", step},
          {"at", at},
          {"violated", violated},
          {"words", as_map(words)}};
}

} // namespace

ordered_json itf(const trace::Trace& trace) {
  std::map<std::uint64_t, std::uint64_t> words = first_words(trace);
  const Names names(trace);
  ordered_json states = ordered_json::array();
  states.push_back(state(0, "", "", "", "", words));
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    const trace::Step& step = trace.steps[i];
    if (step.after) words[step.object.address] = *step.after;
    const bool last = i + 1 == trace.steps.size();
    states.push_back(state(i + 1, trace.cpus[step.choice.cpu], effect(names, step),
                           place(step.where.at()), last ? trace.violation.property : "", words));
  }
  std::string description = fmt::format("{}: {}; {}", trace.violation.property,
                                        trace.violation.claim, trace.violation.reason);
  if (const std::string with = inputs_of(trace); !with.empty()) description += "; " + with;
  return {{"#meta",
           {{"format", "ITF"},
            {"format-description", "https://apalache-mc.org/docs/adr/015adr-trace.html"},
            {"source", trace.scenario},
            {"status", "violation"},
            {"description", description}}},
          {"params", ordered_json::array()},
          {"vars", {"cpu", "step", "at", "violated", "words"}},
          {"states", std::move(states)}};
}

} // namespace walkcheck::report
