// SPDX-License-Identifier: GPL-2.0-only
#include "checker/cli/audit_run.hpp"

#include "checker/audit/battery.hpp"
#include "checker/audit/linking.hpp"
#include "checker/cli/commands.hpp"
#include "checker/cli/trace_files.hpp"
#include "checker/property/built_in.hpp"
#include "checker/trace/frames.hpp"
#include "model/machine/machine.hpp"
#include "model/scenario/variants.hpp"
#include "model/support/temporary_directory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace walkcheck::cli {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kCut = "__cut_";
constexpr std::string_view kContext = "context"; // the axis of the table's columns

// An inlined replacement is in the chain of what it does.
std::vector<std::string> replaced_in(const program::Program& program) {
  std::set<std::string> names;
  for (const program::Debug& debug : program.debug)
    for (const program::SourceLocation& at : debug.chain)
      if (at.function.starts_with(kCut)) names.insert(at.function.substr(kCut.size()) + "()");
  return {names.begin(), names.end()};
}

std::string place_of_last_step(const machine::Machine& machine) {
  const machine::StepRecord record = machine.last_step();
  if (record.debug == machine::kNoDebug) return "";
  const auto* at = program::shown(machine.setup().cpus[record.cpu].program.debug[record.debug]);
  return at == nullptr ? "" : fmt::format("{}:{}:{}", at->file, at->line, at->column);
}

// What the machine's first CPU reads of page tables when nobody else steps.
std::vector<std::string> loads_alone(machine::Machine& machine) {
  std::vector<machine::Cell> tables;
  for (const machine::InitialWord& word : machine.setup().words)
    tables.push_back({machine::Cell::Kind::Word, word.address.bits});
  std::ranges::sort(tables);
  machine.expect_written(tables);
  std::vector<std::string> loads;
  constexpr std::size_t kMost = 100'000;
  for (std::size_t i = 0; i < kMost && machine.status(0) == machine::CpuStatus::Ready; ++i) {
    machine.step(0, 0);
    const machine::StepRecord record = machine.last_step();
    if (record.kind == machine::StepKind::Load &&
        std::ranges::any_of(tables,
                            [&](const machine::Cell& cell) { return cell.id == record.address; }))
      loads.push_back(place_of_last_step(machine));
  }
  return loads;
}

// A walk that goes astray with nobody about to free anything was not called as it has to be: the
// harness gives it a mapping of no file, where it is one for those of hugetlbfs. That says nothing
// of teardown.
void take_back_what_needs_no_teardown(verdict::Result& result) {
  using verdict::PropertyResult;
  constexpr machine::CpuId kWalk = 0;
  if (!result.counterexample) return;
  const trace::Trace& trace = *result.counterexample;
  const auto property = std::ranges::find_if(result.properties, [&](const PropertyResult& each) {
    return each.name == trace.violation.property;
  });
  const bool is_alone = std::ranges::all_of(
      trace.steps, [](const trace::Step& step) { return step.choice.cpu == kWalk; });
  if (!is_alone || property == result.properties.end() ||
      property->name != property::name_of(property::BuiltIn::NoFreedTable))
    return;
  result.reasons.push_back(
      fmt::format("{}, with nobody freeing anything: what it is called with is not what it needs; "
                  "write a harness for it in specs/tree/walkers/",
                  property->reason));
  property->status = PropertyResult::Status::Unchecked;
  property->reason = "the walk alone violates it";
  result.verdict = verdict::Verdict::Inconclusive;
  result.counterexample.reset();
}

// Its teardown and environment.
std::vector<std::string> row_of(const Job& job) {
  std::vector<std::string> row;
  for (const scenario::AxisValue& each : job.scenario->variant)
    if (each.axis != kContext) row.push_back(each.value);
  return row;
}

// To where it stays, as a trace is of use with its scenario beside it.
fs::path kept(const fs::path& scenario, const fs::path& folder) {
  fs::create_directories(folder);
  for (const char* name : {"scenario.toml", "harness.c"})
    fs::copy_file(scenario.parent_path() / name, folder / name,
                  fs::copy_options::overwrite_existing);
  return folder / "scenario.toml";
}

} // namespace

Auditor::Auditor(SourceSettings sources, SearchSettings how, const Surroundings& given)
    : sources_(std::move(sources)), specs_(specs_for(sources_, fs::current_path() / "x")),
      how_(std::move(how)), given_(given) {}

kbuild::PreparedTree& Auditor::tree() const {
  const std::scoped_lock lock(given_.tree->mutex);
  return given_.tree->prepared();
}

audit::Audited Auditor::run(const std::string& function,
                            const std::optional<fs::path>& save) const {
  audit::Audited audited;
  audited.asked = audit::find_function(function, tree());
  audited.harness = audit::make_harness(audited.asked, specs_, tree());
  audited.tree = tree().describe();
  const auto [known, is_new] =
      known_.try_emplace(audited.harness.runs.file + '\n' + audited.harness.text);
  if (!is_new) {
    audit::Audited same = known->second;
    same.asked = audited.asked;
    same.harness.why = audited.harness.why;
    return same;
  }
  try {
    known->second = run_new(audited, save);
    return known->second;
  } catch (...) {
    known_.erase(known);
    throw;
  }
}

audit::Audited Auditor::run_new(audit::Audited audited, const std::optional<fs::path>& save) const {
  const support::TemporaryDirectory scratch;
  audit::Linking linking(tree());
  fs::path scenario;
  // To find out what is called, one row of the table will do at first.
  for (const Rows rows : {Rows::First, Rows::All})
    do {
      audited.cells.clear();
      scenario =
          audit::write_battery(save.value_or(scratch.path()), audited.harness, specs_, tree());
      explore(scenario, rows, audited);
    } while (!given_.interrupted && linking.link(audited.cells, audited.harness));
  audited.linked = linking.linked();
  const bool violated = std::ranges::any_of(audited.cells, [](const audit::Cell& cell) {
    return cell.result.counterexample.has_value();
  });
  if (!violated) return audited;
  if (!save) scenario = kept(scenario, audited.asked.name + ".audit");
  TraceFiles traces(scenario.parent_path(), sources_);
  for (audit::Cell& cell : audited.cells) {
    const fs::path variant = scenario.parent_path() / cell.result.scenario;
    const std::string file = traces.name_for(cell.result.scenario);
    if (const auto name = traces.write(cell.result, file, variant))
      cell.trace = (scenario.parent_path() / *name).string();
  }
  return audited;
}

void Auditor::explore(const fs::path& scenario, Rows rows, audit::Audited& audited) const {
  SourceSettings sources = sources_;
  sources.specs = specs_;
  std::vector<Job> jobs = read_jobs(sources, {scenario});
  for (const Job& job : jobs)
    if (!job.scenario) throw InputError(job.diagnostics);
  if (rows == Rows::First)
    std::erase_if(jobs,
                  [first = row_of(jobs.front())](const Job& job) { return row_of(job) != first; });
  scenario::SharedPrograms programs;
  Surroundings given{given_.tree, given_.interrupted, given_.timed_out, &programs};
  explore_all(jobs, how_, given, [&](verdict::Result result) {
    audit::Cell cell;
    const Job& job = jobs[audited.cells.size()];
    cell.row = row_of(job);
    for (const scenario::AxisValue& each : job.scenario->variant)
      if (each.axis == kContext) cell.context = each.value;
    take_back_what_needs_no_teardown(result);
    cell.result = std::move(result);
    audited.cells.push_back(std::move(cell));
  });
  look_at_walk(jobs.front(), programs, audited);
}

void Auditor::look_at_walk(const Job& job, scenario::SharedPrograms& programs,
                           audit::Audited& audited) const {
  if (audited.cells.front().result.verdict == verdict::Verdict::BadInput || given_.interrupted)
    return;
  scenario::Scenario alone = *job.scenario;
  alone.cpus.resize(1);
  alone.cpu_count = 1;
  machine::Machine machine(scenario::build(alone, {job.specs, given_.tree, &programs, false}));
  audited.replaced = replaced_in(machine.setup().cpus[0].program);
  audited.loads = loads_alone(machine);
}

std::vector<verdict::Result> results_of(const audit::Audited& audited) {
  std::vector<verdict::Result> results;
  for (const audit::Cell& cell : audited.cells)
    results.push_back(cell.result);
  return results;
}

} // namespace walkcheck::cli
