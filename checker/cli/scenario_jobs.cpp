// SPDX-License-Identifier: GPL-2.0-only
#include "checker/cli/scenario_jobs.hpp"

#include "checker/cli/commands.hpp"
#include "checker/cli/ordered_jobs.hpp"
#include "checker/cli/progress.hpp"
#include "checker/property/built_in.hpp"
#include "checker/verdict/expectation.hpp"
#include "model/scenario/variants.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace walkcheck::cli {
namespace {

Job read_job(const SourceSettings& sources, const std::filesystem::path& path) {
  Job job;
  job.path = path;
  try {
    job.specs = specs_for(sources, path);
    job.scenario = scenario::read_scenario(path, {job.specs, property::names()});
  } catch (const InputError& error) {
    job.diagnostics = error.diagnostics();
  }
  return job;
}

// Reads a tarball once for all scenarios. A missing file becomes an error of each scenario that
// needs it.
void prefetch(const std::vector<Job>& jobs, scenario::SharedTree& tree) {
  std::vector<std::string> files;
  const auto add = [&](const scenario::Scenario& of) {
    for (const scenario::Cpu& cpu : of.cpus)
      for (const frontend::Slice& slice : cpu.source.slices)
        files.push_back(slice.file);
  };
  for (const Job& job : jobs) {
    if (!job.scenario) continue;
    add(*job.scenario);
    std::ranges::for_each(job.scenario->members, add);
  }
  std::ranges::sort(files);
  files.erase(std::unique(files.begin(), files.end()), files.end());
  try {
    if (!files.empty()) tree.tree.prefetch(files);
  } catch (const InputError&) {
    return;
  }
}

verdict::Result internal(const Job& job, const char* what) {
  verdict::Result result;
  result.scenario = job.path.filename().string();
  result.verdict = verdict::Verdict::Internal;
  result.reasons.push_back(
      fmt::format("internal error, our bug; please report it with the scenario: {}", what));
  return result;
}

verdict::Result run_job(const Job& job, const verify::Options& options, bool compare) {
  if (!job.scenario) return verify::bad_input(job.path, job.diagnostics);
  try {
    verdict::Result result = verify::verify(*job.scenario, options);
    if (compare) verdict::compare_with_expectation(result, *job.scenario);
    return result;
  } catch (const std::exception& error) {
    return internal(job, error.what());
  }
}

} // namespace

std::vector<Job> read_jobs(const SourceSettings& sources,
                           const std::vector<std::filesystem::path>& scenarios) {
  std::vector<Job> jobs;
  for (const std::filesystem::path& path : scenarios) {
    try {
      for (const std::filesystem::path& variant : scenario::variants_of(path))
        jobs.push_back(read_job(sources, variant));
    } catch (const InputError& error) {
      jobs.push_back({path, {}, std::nullopt, error.diagnostics()});
    }
  }
  return jobs;
}

void explore_all(const std::vector<Job>& jobs, const SearchSettings& how, const Surroundings& given,
                 const std::function<void(verdict::Result)>& emit) {
  if (given.tree != nullptr) prefetch(jobs, *given.tree);
  Progress progress(how.progress || stderr_is_terminal());
  scenario::SharedPrograms own;
  scenario::SharedPrograms* programs = given.programs == nullptr ? &own : given.programs;
  const auto job = [&](std::size_t i) {
    verify::Options options = how.options;
    options.interrupted = &given.interrupted;
    options.timed_out = &given.timed_out;
    options.build = {jobs[i].specs, given.tree, programs};
    if (progress.on())
      options.progress = [&, i](std::uint64_t count, std::string_view of_what) {
        progress.report(jobs[i].path.filename().string(), count, of_what);
      };
    verdict::Result result = run_job(jobs[i], options, how.compare);
    if (how.finished) how.finished(i, result);
    if (progress.on()) progress.report_done(jobs.size());
    return result;
  };
  run_ordered<verdict::Result>(
      jobs.size(), how.threads, job,
      [&](std::size_t, verdict::Result result) { emit(std::move(result)); });
}

std::unique_ptr<scenario::SharedTree> open_tree(const SourceSettings& sources,
                                                const std::atomic<bool>& interrupted) {
  if (!sources.kernel || interrupted) return nullptr;
  try {
    return open_tree(sources);
  } catch (const InputError&) {
    if (interrupted) return nullptr;
    throw;
  }
}

} // namespace walkcheck::cli
