// SPDX-License-Identifier: GPL-2.0-only
#include "checker/cli/trace_home.hpp"

#include "checker/cli/commands.hpp"
#include "checker/property/built_in.hpp"
#include "checker/trace/json.hpp"
#include "model/scenario/file_text.hpp"
#include "model/scenario/questions.hpp"
#include "model/scenario/variants.hpp"

#include <fmt/format.h>

namespace walkcheck::cli {
namespace {

std::filesystem::path find_scenario(const TraceFile& command, const trace::Trace& trace) {
  if (command.scenario) return *command.scenario;
  if (auto found = scenario_near(command.sources, command.trace, trace.scenario)) return *found;
  throw InputError(Diagnostic{scenario::shown_path(command.trace), 0, 0,
                              fmt::format("its scenario {} is not beside the trace, in the current "
                                          "folder or in examples/",
                                          trace.scenario),
                              "name it with --scenario"});
}

} // namespace

// A trace holds its scenario's name without folders, as folders would be those of one machine.
std::optional<std::filesystem::path> scenario_near(const SourceSettings& sources,
                                                   const std::filesystem::path& trace,
                                                   const std::string& scenario) {
  const std::filesystem::path name = std::filesystem::path(scenario).filename();
  const std::filesystem::path beside = trace.parent_path() / name;
  const std::filesystem::path examples =
      specs_for(sources, trace).parent_path() / "examples" / name;
  std::error_code error;
  for (const std::filesystem::path& candidate : {beside, name, examples})
    if (!name.empty() &&
        std::filesystem::is_regular_file(scenario::split_variant(candidate).file, error))
      return candidate;
  return std::nullopt;
}

trace::Trace read_trace(const std::filesystem::path& path) {
  const std::string shown = scenario::shown_path(path);
  return trace::from_json(scenario::read_text(path, shown, "a trace", scenario::kMaxTraceBytes),
                          shown);
}

Home home_of(const SourceSettings& sources, const std::filesystem::path& scenario) {
  const std::filesystem::path specs = specs_for(sources, scenario);
  Home home{specs, scenario::read_scenario(scenario, {specs, property::names()}),
            open_tree(sources)};
  home.scenario = scenario::with_questions(std::move(home.scenario), home.options());
  return home;
}

Home home_of(const TraceFile& file, const trace::Trace& trace) {
  return home_of(file.sources, find_scenario(file, trace));
}

} // namespace walkcheck::cli
