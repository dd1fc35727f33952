// SPDX-License-Identifier: GPL-2.0-only
// [variables]: what the specs' variables begin as, instead of what the specs say.
//   the_count   = 3
//   the_memslot = { base_gfn = "gfn", userspace_addr = "0x7f0000000000" }
#include "model/scenario/read_parts.hpp"

#include <fmt/format.h>

namespace walkcheck::scenario {
namespace {

void read_members(const Reading& reading, const toml::table& table, const std::string& variable,
                  const std::string& above) {
  for (const auto& [key, node] : table) {
    const std::string member =
        above.empty() ? std::string(key.str()) : fmt::format("{}.{}", above, key.str());
    if (const toml::table* inner = node.as_table())
      read_members(reading, *inner, variable, member);
    else if (auto value = read_value(reading, node, fmt::format("'{}.{}'", variable, member)))
      reading.scenario.variables.push_back({variable, member, *value, place_of(node)});
  }
}

} // namespace

void read_variables(const Reading& reading, const toml::table& table) {
  for (const auto& [key, node] : table) {
    const std::string variable(key.str());
    if (const toml::table* members = node.as_table())
      read_members(reading, *members, variable, "");
    else if (auto value = read_value(reading, node, fmt::format("'{}'", variable)))
      reading.scenario.variables.push_back({variable, "", *value, place_of(node)});
  }
}

} // namespace walkcheck::scenario
