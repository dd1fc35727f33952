// SPDX-License-Identifier: GPL-2.0-only
#include "checker/report/json.hpp"

#include "checker/report/verdict.hpp"

#include <nlohmann/json.hpp>

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
  // Fixed inputs are one class of one member: none is listed.
  ordered_json classes = result.classes ? ordered_json::array() : ordered_json(nullptr);
  for (const verify::ClassResult& each :
       result.classes.value_or(std::vector<verify::ClassResult>{}))
    classes.push_back(
        {{"words", each.words},
         {"smallest", each.representative},
         {"executions", each.executions},
         {"cut", each.cut},
         {"violated", each.violated ? ordered_json(*each.violated) : ordered_json(nullptr)},
         {"no_memory",
          each.no_memory.empty() ? ordered_json(nullptr) : ordered_json(each.no_memory)}});
  return {{"scenario", result.scenario},
          {"verdict", verdict_name(result.verdict)},
          {"executions", result.executions},
          {"cut", result.cut},
          {"blocked", result.blocked},
          {"steps", result.steps},
          {"classes", std::move(classes)},
          {"classes_complete", result.classes_complete},
          {"properties", std::move(properties)},
          {"covers", std::move(covers)},
          {"trace", trace_file ? ordered_json(*trace_file) : ordered_json(nullptr)}};
}

} // namespace walkcheck::report
