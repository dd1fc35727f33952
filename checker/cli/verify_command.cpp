// SPDX-License-Identifier: GPL-2.0-only
// walkcheck verify: reads the scenarios, explores them side by side, and reports in their order.
#include "checker/cli/commands.hpp"
#include "checker/cli/exit_code.hpp"
#include "checker/cli/interrupt.hpp"
#include "checker/cli/scenario_jobs.hpp"
#include "checker/cli/terminal.hpp"
#include "checker/cli/trace_files.hpp"
#include "checker/report/executions.hpp"
#include "checker/report/json.hpp"
#include "checker/report/summary.hpp"
#include "checker/report/table.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <iostream>

namespace walkcheck::cli {
namespace {

// Opened before anything is explored, so that a file that cannot be written is noticed now and not
// after hours.
class OutputFile {
public:
  OutputFile(std::string option, const std::optional<std::filesystem::path>& path)
      : option_(std::move(option)), path_(path) {
    if (path_) file_.open(*path_, std::ios::binary | std::ios::trunc);
  }
  bool is_wanted() const { return path_.has_value(); }
  void write(const std::string& text) { file_ << text << std::flush; }
  // Whether everything was written so far; prints an error if not.
  bool check() const {
    if (path_ && !file_)
      std::cerr << fmt::format("{}: cannot write {}\n", option_, path_->string());
    return !path_ || file_;
  }

private:
  std::string option_;
  std::optional<std::filesystem::path> path_;
  std::ofstream file_;
};

class Reporter {
public:
  Reporter(const VerifyCommand& command, const std::vector<Job>& jobs)
      : jobs_(jobs), traces_(command.trace_dir, command.sources), list_(command.list_executions),
        several_(jobs.size() > 1) {}

  void add(verdict::Result result) {
    const std::optional<std::string> trace = traces_.write(result, jobs_[results_.size()].path);
    json_.push_back(report::to_json(result, trace));
    if (several_ && !results_.empty()) std::cout << '\n';
    std::vector<trace::ListedExecution> listed; // the list is only for the graph
    if (!list_) listed.swap(result.listed);
    std::cout << report::summary(result, report::kLanesWidth, terminal_colour()) << std::flush;
    if (!list_) listed.swap(result.listed);
    results_.push_back(std::move(result));
  }

  void finish() const {
    if (several_) std::cout << '\n' << report::table(results_);
    std::cout << std::flush;
  }

  const std::vector<verdict::Result>& results() const { return results_; }
  std::string json() const {
    // A file name or a claim need not be UTF-8.
    return json_.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
  }

private:
  const std::vector<Job>& jobs_; // in the order of the results
  TraceFiles traces_;
  bool list_;
  bool several_;
  std::vector<verdict::Result> results_;
  nlohmann::ordered_json json_ = nlohmann::ordered_json::array();
};

SearchSettings exploring(const VerifyCommand& command) {
  SearchSettings how;
  how.options.engine = command.engine;
  how.options.all_cpus = command.all_cpus;
  how.options.memory_limit = command.memory_limit << 20;
  how.options.max_executions = command.max_executions;
  how.options.cover = command.covering.solver;
  how.options.check_classes = command.covering.check;
  how.options.first = command.first;
  how.options.list = command.list_executions || command.graph;
  how.options.time_limit = command.time_limit;
  how.threads = command.jobs;
  how.compare = command.expected;
  how.progress = command.progress;
  return how;
}

} // namespace

int run(const VerifyCommand& command) {
  std::atomic<bool>& interrupted = watch_for_interrupt();
  const TimeLimit limit(command.time_limit, interrupted);
  const auto tree = open_tree(command.sources, interrupted);
  OutputFile json("--json", command.json), graph("--graph", command.graph);
  if (!json.check() || !graph.check()) return kUsage;
  if (!prepare_trace_folder(command.trace_dir)) {
    std::cerr << fmt::format("--trace-dir: {} is not a folder, and it cannot be created\n",
                             command.trace_dir.string());
    return kUsage;
  }
  const std::vector<Job> jobs = read_jobs(command.sources, command.scenarios);
  Reporter reporting(command, jobs);
  explore_all(jobs, exploring(command), {tree.get(), interrupted, limit.reached()},
              [&](verdict::Result result) {
                reporting.add(std::move(result));
                if (!std::cout)
                  interrupted = true; // nobody reads the output any more; traces are still written
              });
  reporting.finish();
  if (json.is_wanted()) json.write(reporting.json());
  if (graph.is_wanted()) graph.write(report::executions_graph(reporting.results()));
  if (!json.check() || !graph.check()) return kInternal;
  return exit_code(reporting.results(), command.expected);
}

} // namespace walkcheck::cli
