// SPDX-License-Identifier: GPL-2.0-only
// Reads a trace file and finds the scenario that it belongs to. Entry points: read_trace(),
// home_of(). All functions here throw InputError.
#pragma once

#include "checker/cli/command_line.hpp"
#include "checker/trace/trace.hpp"
#include "model/scenario/build.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace walkcheck::cli {

trace::Trace read_trace(const std::filesystem::path& path);

// Where the trace's scenario is expected, by its name: beside the trace, in the current folder, or
// in examples/.
std::optional<std::filesystem::path> scenario_near(const SourceSettings& sources,
                                                   const std::filesystem::path& trace,
                                                   const std::string& scenario);

// A scenario and what is needed to build it.
struct Home {
  std::filesystem::path specs;
  scenario::Scenario scenario;
  std::unique_ptr<scenario::SharedTree> tree;
  std::unique_ptr<scenario::SharedPrograms> programs = std::make_unique<scenario::SharedPrograms>();

  scenario::BuildOptions options() const { return {specs, tree.get(), programs.get()}; }
};

Home home_of(const SourceSettings& sources, const std::filesystem::path& scenario);
// The home of a trace: it names its scenario without folders.
Home home_of(const TraceFile& file, const trace::Trace& trace);

} // namespace walkcheck::cli
