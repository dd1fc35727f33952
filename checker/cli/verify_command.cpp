// SPDX-License-Identifier: GPL-2.0-only
// walkcheck verify: reads the scenarios, explores them side by side, and reports in their order.
#include "checker/cli/commands.hpp"
#include "checker/cli/exit_code.hpp"
#include "checker/cli/interrupt.hpp"
#include "checker/cli/journal.hpp"
#include "checker/cli/output_file.hpp"
#include "checker/cli/scenario_jobs.hpp"
#include "checker/cli/shard_file.hpp"
#include "checker/cli/terminal.hpp"
#include "checker/cli/trace_files.hpp"
#include "checker/cli/unit.hpp"
#include "checker/report/executions.hpp"
#include "checker/report/summary.hpp"
#include "checker/report/table.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <iostream>
#include <map>

namespace walkcheck::cli {
namespace {

using Units = std::map<std::size_t, Unit>; // by index

// The units of a run that are still to be done here, and each one's name for its trace file, which
// does not depend on who does it.
struct Part {
  std::vector<Job> jobs;
  std::vector<std::size_t> units;
  std::vector<std::string> traces;
};

Part part_of(std::vector<Job> jobs, const std::optional<Shard>& shard, const Units& done,
             TraceFiles& traces) {
  Part part;
  for (std::size_t unit = 0; unit < jobs.size(); ++unit) {
    std::string name = traces.name_for(jobs[unit].path.filename().string());
    if ((shard && unit % shard->of != shard->index - 1) || done.contains(unit)) continue;
    part.jobs.push_back(std::move(jobs[unit]));
    part.units.push_back(unit);
    part.traces.push_back(std::move(name));
  }
  return part;
}

// Prints the units in their order, those that an earlier run has done among the others.
class Reporter {
public:
  Reporter(const VerifyCommand& command, const Part& part, Units done, const TraceFiles& traces)
      : part_(part), done_before_(std::move(done)), traces_(traces), list_(command.list_executions),
        several_(part.jobs.size() + done_before_.size() > 1) {}

  void add(verdict::Result result) {
    const std::size_t at = added_++;
    add_done_before(part_.units[at]);
    const std::optional<std::string> trace =
        traces_.write(result, part_.traces[at], part_.jobs[at].path);
    begin();
    std::vector<trace::ListedExecution> listed; // the list is only for the graph
    if (!list_) listed.swap(result.listed);
    units_.push_back(unit_of(part_.units[at], result, trace));
    std::cout << report::summary(result, report::kLanesWidth, terminal_colour()) << std::flush;
    if (!list_) listed.swap(result.listed);
    results_.push_back(std::move(result));
  }

  void finish() {
    add_done_before(SIZE_MAX);
    if (several_) std::cout << '\n' << report::table(results_);
    std::cout << std::flush;
  }

  const std::vector<verdict::Result>& results() const { return results_; }
  const std::vector<Unit>& units() const { return units_; }

private:
  void begin() {
    if (several_ && !results_.empty()) std::cout << '\n';
  }

  void add_done_before(std::size_t unit) {
    while (!done_before_.empty() && done_before_.begin()->first < unit) {
      Unit next = std::move(done_before_.extract(done_before_.begin()).mapped());
      if (next.trace) traces_.restore(next.result.at("trace"), *next.trace);
      begin();
      std::cout << next.text << std::flush;
      results_.push_back(result_of(next));
      units_.push_back(std::move(next));
    }
  }

  const Part& part_; // in the order of the results
  Units done_before_;
  const TraceFiles& traces_;
  bool list_;
  bool several_;
  std::size_t added_ = 0;
  std::vector<verdict::Result> results_;
  std::vector<Unit> units_;
};

// As it will be reported. What an interrupt has cut short is not done.
void record(Journal& journal, const Part& part, std::size_t at, verdict::Result result,
            bool lists_executions) {
  // What could not be run may run next time: a program was missing, memory was short.
  if (result.verdict == verdict::Verdict::BadInput || result.verdict == verdict::Verdict::Internal)
    return;
  if (!lists_executions) result.listed.clear();
  const bool has_trace = result.counterexample.has_value();
  journal.record(
      unit_of(part.units[at], result, has_trace ? std::optional(part.traces[at]) : std::nullopt));
}

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
  std::vector<Job> jobs = read_jobs(command.sources, command.scenarios);
  const std::size_t units = jobs.size();
  Identity identity;
  if (command.shard || command.journal) identity = identity_of(command, jobs);
  std::optional<Journal> journal;
  if (command.journal) journal.emplace(*command.journal, identity);
  TraceFiles traces(command.trace_dir, command.sources);
  Units done = journal ? journal->done() : Units();
  const Part part = part_of(std::move(jobs), command.shard, done, traces);
  Reporter reporting(command, part, std::move(done), traces);
  SearchSettings how = exploring(command);
  if (journal)
    how.finished = [&](std::size_t at, const verdict::Result& result) {
      if (!interrupted) record(*journal, part, at, result, command.list_executions);
    };
  explore_all(part.jobs, how, {tree.get(), interrupted, limit.reached()},
              [&](verdict::Result result) {
                reporting.add(std::move(result));
                if (!std::cout)
                  interrupted = true; // nobody reads the output any more; traces are still written
              });
  reporting.finish();
  if (json.is_wanted())
    json.write(command.shard ? to_text(ShardFile{*command.shard, units, command.expected, identity,
                                                 reporting.units()})
                             : json_of(reporting.units()));
  if (graph.is_wanted()) graph.write(report::executions_graph(reporting.results()));
  if (!json.check() || !graph.check()) return kInternal;
  return exit_code(reporting.results(), command.expected);
}

} // namespace walkcheck::cli
