// SPDX-License-Identifier: GPL-2.0-only
#include "checker/cli/unit.hpp"

#include "checker/report/json.hpp"
#include "checker/report/summary.hpp"
#include "checker/report/verdict.hpp"
#include "checker/report/wrap.hpp"
#include "checker/trace/json.hpp"

namespace walkcheck::cli {

using nlohmann::ordered_json;

Unit unit_of(std::size_t index, const verdict::Result& result,
             const std::optional<std::string>& trace_name) {
  Unit unit{index, report::summary(result, report::kLanesWidth),
            report::to_json(result, trace_name)};
  if (trace_name && result.counterexample) unit.trace = trace::to_text(*result.counterexample);
  return unit;
}

verdict::Result result_of(const Unit& unit) {
  using Status = verdict::PropertyResult::Status;
  const ordered_json& json = unit.result;
  verdict::Result result;
  result.scenario = json.at("scenario");
  result.verdict = report::verdict_named(json.at("verdict")).value();
  result.executions = json.at("executions");
  result.cut = json.at("cut");
  result.blocked = json.at("blocked");
  result.steps = json.at("steps");
  for (const ordered_json& property : json.at("properties"))
    if (property.at("status") == report::status_name(Status::Violated))
      result.properties.push_back({property.at("name"), "", Status::Violated, ""});
  return result;
}

std::string json_of(const std::vector<Unit>& units) {
  ordered_json json = ordered_json::array();
  for (const Unit& unit : units)
    json.push_back(unit.result);
  // A file name or a claim need not be UTF-8.
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + '\n';
}

} // namespace walkcheck::cli
