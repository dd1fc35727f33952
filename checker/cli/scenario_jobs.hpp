// SPDX-License-Identifier: GPL-2.0-only
// Runs many scenarios side by side: reads them, with all variants of templates, and explores them
// in a pool of threads. Results come in the order of the command line. Entry points: read_jobs(),
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
  verify::Options options; // without the parts that Surroundings give
  unsigned threads = 1;
  bool compare = false; // compare each result with the scenario's expectation
  bool progress = false;
  // Called by the thread that did it, as soon as it is done; may be none.
  std::function<void(std::size_t job, const verdict::Result&)> finished;
};

struct Surroundings {
  scenario::SharedTree* tree;
  const std::atomic<bool>& interrupted;
  const std::atomic<bool>& timed_out;           // whether the interrupt came from the time limit
  scenario::SharedPrograms* programs = nullptr; // null: those of this call alone
};

void explore_all(const std::vector<Job>& jobs, const SearchSettings& how, const Surroundings& given,
                 const std::function<void(verdict::Result)>& emit);

// The kernel tree; null if none is named, or if an interrupt ended its reading.
std::unique_ptr<scenario::SharedTree> open_tree(const SourceSettings& sources,
                                                const std::atomic<bool>& interrupted);

} // namespace walkcheck::cli
