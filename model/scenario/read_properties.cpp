// SPDX-License-Identifier: GPL-2.0-only
// [properties]: which of the built-in properties count, which invariants hold, what must be
// covered.
#include "model/scenario/file_text.hpp"
#include "model/scenario/read_parts.hpp"
#include "model/scenario/spec_summary.hpp"
#include "model/support/near_names.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace walkcheck::scenario {
namespace {

namespace fs = std::filesystem;

// All built-in properties, in `check`.
constexpr std::string_view kBuiltIn = "built_in";

std::vector<std::string> known_names(const Reading& reading) {
  std::vector<std::string> names = reading.options.properties;
  names.emplace_back(kBuiltIn);
  std::vector<std::string> invariants;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(reading.options.specs / "invariants", error))
    if (entry.path().extension() == ".c") invariants.push_back(entry.path().stem().string());
  std::sort(invariants.begin(), invariants.end());
  names.insert(names.end(), invariants.begin(), invariants.end());
  return names;
}

// "level_was_true" is invariants/level_was_true.c; a name that ends in .c is a path.
std::optional<Invariant> find_invariant(const Reading& reading, const Named& check) {
  const bool is_path = check.name.ends_with(".c");
  const fs::path written = is_path ? fs::path(check.name) : fs::path(check.name + ".c");
  Invariant invariant;
  invariant.name = written.stem().string();
  invariant.place = check.place;
  for (const fs::path& candidate : {written, "invariants" / written}) {
    invariant.source.spec = find_file(reading, candidate);
    invariant.source.shown_as = shown_path(candidate);
    if (invariant.source.spec) break;
  }
  if (!invariant.source.spec) return std::nullopt;
  invariant.source.defines = machine_defines(reading.scenario);
  invariant.claim = spec_summary(
      read_text(*invariant.source.spec, invariant.source.shown_as, "an invariant", kMaxSpecBytes));
  return invariant;
}

void add_check(const Reading& reading, const Named& check) {
  Scenario& scenario = reading.scenario;
  const auto& built_in = reading.options.properties;
  if (check.name == kBuiltIn) {
    for (const std::string& name : built_in)
      scenario.checks->push_back({name, check.place});
    return;
  }
  if (std::find(built_in.begin(), built_in.end(), check.name) != built_in.end()) {
    scenario.checks->push_back(check);
    return;
  }
  auto invariant = find_invariant(reading, check);
  if (!invariant) {
    reading.errors.add(check.place, fmt::format("there is no property '{}'", check.name),
                       support::suggestion(check.name, known_names(reading)));
    return;
  }
  const auto same = [&](const Invariant& other) { return other.name == invariant->name; };
  if (std::any_of(scenario.invariants.begin(), scenario.invariants.end(), same))
    reading.errors.add(check.place, fmt::format("'{}' is named twice", check.name), "remove one");
  else
    scenario.invariants.push_back(std::move(*invariant));
}

} // namespace

void read_properties(const Reading& reading, const toml::table& table) {
  const Section section(reading.errors, table, "[properties]", {"check", "cover"});
  if (section.find("check") != nullptr) {
    reading.scenario.checks.emplace();
    for (const Named& check : section.names("check"))
      add_check(reading, check);
  }
  reading.scenario.covers = section.names("cover");
}

} // namespace walkcheck::scenario
