// SPDX-License-Identifier: GPL-2.0-only
// The trace files of one run: munmap.toml's counterexample is munmap.trace.json.
#pragma once

#include "checker/cli/command_line.hpp"
#include "checker/verdict/result.hpp"

#include <filesystem>
#include <optional>
#include <set>
#include <string>

namespace walkcheck::cli {

class TraceFiles {
public:
  // `sources`: those of the run, which a replay needs, too.
  TraceFiles(std::filesystem::path folder, SourceSettings sources)
      : folder_(std::move(folder)), sources_(std::move(sources)) {}

  // The name of a scenario's trace file, in the order of the calls: a second scenario of the same
  // name gets another one.
  std::string name_for(const std::string& scenario);

  // Returns the name if there is a counterexample, and the file was written. `scenario`: its path
  // as the user gave it, for the replay line.
  std::optional<std::string> write(const verdict::Result& result, const std::string& name,
                                   const std::filesystem::path& scenario) const;

  // Writes a trace that an earlier run had written, with this content.
  void restore(const std::string& name, const std::string& text) const;

private:
  bool put(const std::string& name, const std::string& text) const;
  std::string replay_line(const std::filesystem::path& trace, const std::string& name,
                          const std::filesystem::path& scenario) const;

  std::filesystem::path folder_;
  SourceSettings sources_;
  std::set<std::string> used_;
};

// Makes the folder if it is missing; returns false if that fails.
bool prepare_trace_folder(const std::filesystem::path& folder);

} // namespace walkcheck::cli
