// SPDX-License-Identifier: GPL-2.0-only
#include "checker/report/json.hpp"

#include "checker/report/verdict.hpp"

#include <utility>

namespace walkcheck::report {

using nlohmann::ordered_json;

ordered_json to_json(const verify::Result& result, const std::optional<std::string>& trace_file) {
  ordered_json properties = ordered_json::array();
  for (const verify::PropertyResult& property : result.properties)
    properties.push_back({{"name", property.name},
                          {"status", status_name(property.status)},
                          {"reason", property.reason}});
  ordered_json covers = ordered_json::array();
  for (const verify::CoverResult& cover : result.covers)
    covers.push_back({{"name", cover.name}, {"reached", cover.reached}});
  return {{"scenario", result.scenario},
          {"verdict", verdict_name(result.verdict)},
          {"executions", result.executions},
          {"blocked", result.blocked},
          {"steps", result.steps},
          {"classes", nullptr},
          {"classes_complete", false},
          {"properties", std::move(properties)},
          {"covers", std::move(covers)},
          {"trace", trace_file ? ordered_json(*trace_file) : ordered_json(nullptr)}};
}

} // namespace walkcheck::report
