// SPDX-License-Identifier: GPL-2.0-only
// Many scenarios side by side: read, templates with all their variants, and explored by a pool of
// threads, with the results in the order of the command line. Entry points: read_jobs(),
// explore_all().
#pragma once

#include "checker/cli/command_line.hpp"
#include "model/scenario/build.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace walkcheck::cli {

// A scenario that was read, or why it could not be.
struct Job {
  std::filesystem::path path;
  std::filesystem::path specs;
  std::optional<scenario::Scenario> scenario;
  std::vector<Diagnostic> diagnostics;
};

std::vector<Job> read_jobs(const SourceSettings& sources,
                           const std::vector<std::filesystem::path>& scenarios);

struct SearchSettings {
  verify::Options options; // without what Surroundings give
  unsigned threads = 1;
  bool compare = false; // with each scenario's expectation
  bool progress = false;
};

struct Surroundings {
  scenario::SharedTree* tree;
  const std::atomic<bool>& interrupted;
  const std::atomic<bool>& timed_out; // whether it was the time limit that interrupted
};

void explore_all(const std::vector<Job>& jobs, const SearchSettings& how, const Surroundings& given,
                 const std::function<void(verdict::Result)>& emit);

// The kernel tree; null where none is named, or an interrupt has cut its reading off.
std::unique_ptr<scenario::SharedTree> open_tree(const SourceSettings& sources,
                                                const std::atomic<bool>& interrupted);

} // namespace walkcheck::cli
