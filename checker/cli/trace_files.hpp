// SPDX-License-Identifier: GPL-2.0-only
// The trace files of one run: munmap.toml's counterexample is munmap.trace.json.
#pragma once

#include "checker/verify/result.hpp"

#include <filesystem>
#include <optional>
#include <set>
#include <string>

namespace walkcheck::cli {

class TraceFiles {
public:
  explicit TraceFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // The name of the file that the result's counterexample, if any, was written to. Names are given
  // in the order of the calls: a second scenario of one name gets another.
  std::optional<std::string> write(const verify::Result& result);

private:
  std::filesystem::path folder_;
  std::set<std::string> used_;
};

// Makes the folder where it is missing; false where that cannot be done.
bool prepare_trace_folder(const std::filesystem::path& folder);

} // namespace walkcheck::cli
