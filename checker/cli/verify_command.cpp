// SPDX-License-Identifier: GPL-2.0-only
// walkcheck verify: reads the scenarios, explores them side by side, and reports in their order.
#include "checker/cli/commands.hpp"
#include "checker/cli/exit_code.hpp"
#include "checker/cli/interrupt.hpp"
#include "checker/cli/ordered_jobs.hpp"
#include "checker/cli/progress.hpp"
#include "checker/cli/trace_files.hpp"
#include "checker/property/built_in.hpp"
#include "checker/report/json.hpp"
#include "checker/report/summary.hpp"
#include "checker/report/table.hpp"
#include "checker/verify/expectation.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iostream>

namespace walkcheck::cli {
namespace {

// A scenario that was read, or why it could not be.
struct Job {
  std::filesystem::path path;
  std::filesystem::path specs;
  std::optional<scenario::Scenario> scenario;
  std::vector<Diagnostic> diagnostics;
};

Job read_job(const VerifyCommand& command, const std::filesystem::path& path) {
  Job job;
  job.path = path;
  try {
    job.specs = specs_for(command.sources, path);
    job.scenario = scenario::read_scenario(path, {job.specs, property::names()});
  } catch (const InputError& error) {
    job.diagnostics = error.diagnostics();
  }
  return job;
}

// Ctrl-C reaches what unpacks a tarball too: that it failed is then no fault of the tarball.
std::unique_ptr<scenario::SharedTree> open_tree(const VerifyCommand& command,
                                                const std::atomic<bool>& interrupted) {
  try {
    return open_tree(command.sources);
  } catch (const InputError&) {
    if (interrupted) return nullptr;
    throw;
  }
}

// One pass over a tarball for all scenarios. A file that is not there is each scenario's error.
void prefetch(const std::vector<Job>& jobs, scenario::SharedTree& tree) {
  std::vector<std::string> files;
  for (const Job& job : jobs)
    if (job.scenario)
      for (const scenario::Cpu& cpu : job.scenario->cpus)
        for (const frontend::Slice& slice : cpu.source.slices)
          files.push_back(slice.file);
  std::ranges::sort(files);
  files.erase(std::unique(files.begin(), files.end()), files.end());
  try {
    if (!files.empty()) tree.tree.prefetch(files);
  } catch (const InputError&) {
    return;
  }
}

verify::Result internal(const Job& job, const char* what) {
  verify::Result result;
  result.scenario = job.path.filename().string();
  result.verdict = verify::Verdict::Internal;
  result.reasons.push_back(
      fmt::format("internal error, our bug; please report it with the scenario: {}", what));
  return result;
}

verify::Result run_job(const Job& job, const verify::Options& options, bool expected) {
  if (!job.scenario) return verify::bad_input(job.path, job.diagnostics);
  try {
    verify::Result result = verify::verify(*job.scenario, options);
    if (expected) verify::compare_with_expectation(result, *job.scenario);
    return result;
  } catch (const std::exception& error) {
    return internal(job, error.what());
  }
}

class Reporting {
public:
  explicit Reporting(const VerifyCommand& command)
      : traces_(command.trace_dir), several_(command.scenarios.size() > 1) {}

  void add(verify::Result result) {
    const std::optional<std::string> trace = traces_.write(result);
    json_.push_back(report::to_json(result, trace));
    if (several_ && !results_.empty()) std::cout << '\n';
    std::cout << report::summary(result) << std::flush;
    results_.push_back(std::move(result));
  }

  void finish() const {
    if (several_) std::cout << '\n' << report::table(results_);
    std::cout << std::flush;
  }

  const std::vector<verify::Result>& results() const { return results_; }
  std::string json() const {
    // A file name or a claim need not be UTF-8.
    return json_.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
  }

private:
  TraceFiles traces_;
  bool several_;
  std::vector<verify::Result> results_;
  nlohmann::ordered_json json_ = nlohmann::ordered_json::array();
};

verify::Options options_of(const VerifyCommand& command, const std::atomic<bool>& interrupted) {
  verify::Options options;
  options.engine = command.engine;
  options.max_executions = command.max_executions;
  options.first = command.first;
  options.interrupted = &interrupted;
  return options;
}

// What all jobs share.
struct Shared {
  scenario::SharedTree* tree;
  const std::atomic<bool>& interrupted;
};

void explore_all(const VerifyCommand& command, const std::vector<Job>& jobs, const Shared& shared,
                 Reporting& reporting) {
  Progress progress(command.progress || stderr_is_terminal());
  const auto job = [&](std::size_t i) {
    verify::Options options = options_of(command, shared.interrupted);
    options.build = {jobs[i].specs, shared.tree};
    if (progress.on())
      options.progress = [&, i](std::uint64_t executions) {
        progress.report(jobs[i].path.filename().string(), executions);
      };
    return run_job(jobs[i], options, command.expected);
  };
  run_ordered<verify::Result>(
      jobs.size(), command.jobs, job,
      [&](std::size_t, verify::Result result) { reporting.add(std::move(result)); });
  reporting.finish();
}

} // namespace

int run(const VerifyCommand& command) {
  const std::atomic<bool>& interrupted = watch_for_interrupt();
  const auto tree = open_tree(command, interrupted);
  // What cannot be written is found now and not after hours of exploring.
  std::ofstream json;
  if (command.json) {
    json.open(*command.json, std::ios::binary | std::ios::trunc);
    if (!json) {
      std::cerr << fmt::format("--json: cannot write {}\n", command.json->string());
      return kUsage;
    }
  }
  if (!prepare_trace_folder(command.trace_dir)) {
    std::cerr << fmt::format("--trace-dir: {} is no folder and cannot be made one\n",
                             command.trace_dir.string());
    return kUsage;
  }
  std::vector<Job> jobs;
  for (const std::filesystem::path& path : command.scenarios)
    jobs.push_back(read_job(command, path));
  if (tree) prefetch(jobs, *tree);

  Reporting reporting(command);
  explore_all(command, jobs, {tree.get(), interrupted}, reporting);
  if (command.json && !(json << reporting.json() << std::flush)) {
    std::cerr << fmt::format("--json: cannot write {}\n", command.json->string());
    return kInternal;
  }
  return exit_code(reporting.results(), command.expected);
}

} // namespace walkcheck::cli
