// SPDX-License-Identifier: GPL-2.0-only
// A trace file, and the scenario that it is of.
#pragma once

#include "checker/cli/command_line.hpp"
#include "checker/trace/trace.hpp"
#include "model/scenario/build.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace walkcheck::cli {

// Throws InputError, as all here do.
trace::Trace read_trace(const std::filesystem::path& path);

// The scenario of that name which a trace at that path is taken to be of: beside the trace, in the
// current folder or in examples/.
std::optional<std::filesystem::path> scenario_near(const SourceSettings& sources,
                                                   const std::filesystem::path& trace,
                                                   const std::string& scenario);

// A scenario and what it is built with.
struct Home {
  std::filesystem::path specs;
  scenario::Scenario scenario;
  std::unique_ptr<scenario::SharedTree> tree;

  scenario::BuildOptions options() const { return {specs, tree.get(), nullptr}; }
};

Home home_of(const SourceSettings& sources, const std::filesystem::path& scenario);
// Of a trace: the scenario that it is of, which it names without folders.
Home home_of(const TraceFile& file, const trace::Trace& trace);

} // namespace walkcheck::cli
