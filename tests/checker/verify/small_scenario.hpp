// SPDX-License-Identifier: GPL-2.0-only
// One spec as a text, with a CPU for each of its entries, through the whole pipeline.
#pragma once

#include "catch.hpp"

#include "checker/property/built_in.hpp"
#include "checker/verify/verify.hpp"
#include "scratch_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace walkcheck::test {

// `head` comes before the CPUs in the scenario, `more` goes into each of them.
inline verdict::Result run(const std::string& spec, const std::vector<std::string>& entries,
                           const std::string& head = "", verify::Options options = {},
                           const std::string& more = "") {
  const std::filesystem::path specs = WALKCHECK_SOURCE_DIR "/specs";
  const ScratchFolder folder;
  folder.write("spec.c", spec);
  std::string text = head;
  for (std::size_t i = 0; i < entries.size(); ++i)
    text += "[[cpu]]\nname = 'cpu " + std::to_string(i) + "'\nrun = 'spec.c'\nentry = '" +
            entries[i] + "'\n" + more;
  const auto file = folder.write("s.toml", text);
  options.build.specs = specs;
  verdict::Result result =
      verify::verify(scenario::read_scenario(file, {specs, property::names()}), options);
  for (const Diagnostic& diagnostic : result.diagnostics)
    UNSCOPED_INFO(to_string(diagnostic));
  return result;
}

// The function run() with these statements.
inline std::string body(const std::string& statements) {
  return "unsigned long word;\nspinlock_t lock;\nstruct mutex mutex;\nvoid run(void)\n{\n" +
         statements + "}\n";
}

inline std::vector<std::string> violated(const verdict::Result& result) {
  std::vector<std::string> names;
  for (const verdict::PropertyResult& property : result.properties)
    if (property.status == verdict::PropertyResult::Status::Violated)
      names.push_back(property.name);
  return names;
}

inline const verdict::PropertyResult& property_of(const verdict::Result& result,
                                                  const std::string& name) {
  const auto found = std::ranges::find(result.properties, name, &verdict::PropertyResult::name);
  REQUIRE(found != result.properties.end());
  return *found;
}

} // namespace walkcheck::test
