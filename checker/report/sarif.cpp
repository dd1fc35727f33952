// SPDX-License-Identifier: GPL-2.0-only
#include "checker/report/sarif.hpp"

#include "checker/report/remarks.hpp"
#include "checker/report/step_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <map>

namespace walkcheck::report {
namespace {

using nlohmann::ordered_json;

ordered_json text(const std::string& what) {
  return {{"text", what.empty() ? "-" : what}};
}

// A URI reference must not contain every character that a file's name may have (RFC 3986, section
// 2).
std::string uri(const std::string& file) {
  std::string encoded;
  for (const char c : file) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~/").find(c) != std::string_view::npos;
    encoded += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return encoded;
}

ordered_json artifact(const std::string& file) {
  return {{"uri", uri(file)}, {"uriBaseId", "SPECROOT"}};
}

ordered_json location(const program::SourceLocation& at, const std::string& message) {
  ordered_json region = {{"startLine", std::max(at.line, 1U)}};
  if (at.column > 0) region["startColumn"] = at.column;
  ordered_json location = {
      {"physicalLocation", {{"artifactLocation", artifact(at.file)}, {"region", region}}},
      {"logicalLocations", ordered_json::array({{{"name", at.function}, {"kind", "function"}}})}};
  if (!message.empty()) location["message"] = text(message);
  return location;
}

ordered_json flow_location(const Names& names, const trace::Step& step, std::size_t index,
                           bool last) {
  ordered_json where = {{"executionOrder", index + 1},
                        {"importance", last ? "essential" : "important"}};
  if (const program::SourceLocation* at = step.where.at())
    where["location"] = location(*at, effect(names, step));
  else
    where["location"] = {{"message", text(effect(names, step))}};
  if (step.after)
    where["state"] = {
        {names.object(step), text(names.decoded(step.object, step.level, *step.after))}};
  return where;
}

// One thread flow for each CPU that took a step.
ordered_json thread_flows(const trace::Trace& trace) {
  const Names names(trace);
  std::map<machine::CpuId, ordered_json> locations;
  for (std::size_t i = 0; i < trace.steps.size(); ++i)
    locations[trace.steps[i].choice.cpu].push_back(
        flow_location(names, trace.steps[i], i, i + 1 == trace.steps.size()));
  ordered_json flows = ordered_json::array();
  for (auto& [cpu, steps] : locations)
    flows.push_back({{"id", trace.cpus[cpu]}, {"locations", std::move(steps)}});
  return flows;
}

ordered_json result_of(const trace::Trace& trace) {
  std::string reason = trace.violation.reason;
  if (const std::string with = inputs_of(trace); !with.empty()) reason += "; " + with;
  ordered_json result = {{"ruleId", trace.violation.property},
                         {"ruleIndex", 0},
                         {"level", "error"},
                         {"message", text(reason)}};
  const program::SourceLocation* at = trace.steps.empty() ? nullptr : trace.steps.back().where.at();
  result["locations"] = ordered_json::array();
  if (at != nullptr) result["locations"].push_back(location(*at, ""));
  if (!trace.steps.empty())
    result["codeFlows"] = ordered_json::array(
        {{{"message", text(trace.scenario)}, {"threadFlows", thread_flows(trace)}}});
  return result;
}

} // namespace

ordered_json sarif(const trace::Trace& trace) {
  ordered_json artifacts = ordered_json::array();
  for (const trace::FileHash& input : trace.inputs)
    artifacts.push_back(
        {{"location", artifact(input.name)}, {"hashes", {{"sha-256", input.sha256}}}});
  const ordered_json rule = {{"id", trace.violation.property},
                             {"shortDescription", text(trace.violation.claim)}};
  const ordered_json driver = {{"name", "walkcheck"}, {"rules", ordered_json::array({rule})}};
  const ordered_json run = {
      {"tool", {{"driver", driver}}},
      {"originalUriBaseIds",
       {{"SPECROOT",
         {{"description", text("the folder of the specs, or the root of the kernel tree")}}}}},
      {"artifacts", std::move(artifacts)},
      {"results", ordered_json::array({result_of(trace)})},
      {"columnKind", "unicodeCodePoints"}};
  return {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
          {"version", "2.1.0"},
          {"runs", ordered_json::array({run})}};
}

} // namespace walkcheck::report
