// SPDX-License-Identifier: GPL-2.0-only
// walkcheck audit: functions of a kernel tree against the battery, with nothing written by hand.
#include "checker/cli/audit_run.hpp"
#include "checker/cli/commands.hpp"
#include "checker/cli/exit_code.hpp"
#include "checker/cli/interrupt.hpp"
#include "checker/report/json.hpp"
#include "checker/report/lanes.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <iostream>

namespace walkcheck::cli {
namespace fs = std::filesystem;
namespace {

struct Survey {
  std::vector<audit::Audited> rows;
  std::vector<std::string> left_out;
};

std::optional<fs::path> folder_for(const AuditCommand& command, const std::string& name,
                                   bool several) {
  if (!command.save || !several) return command.save;
  return *command.save / name.substr(name.rfind(':') + 1);
}

Survey survey_of(const Auditor& auditor, const AuditCommand& command, const std::string& file,
                 const std::atomic<bool>& interrupted) {
  Survey survey;
  for (const std::string& name : audit::walks_of_file(file, auditor.specs(), auditor.tree())) {
    if (interrupted) break;
    try {
      survey.rows.push_back(
          auditor.run(file + ':' + name, folder_for(command, name, /*several=*/true)));
    } catch (const InputError& error) {
      survey.left_out.push_back(fmt::format("{}(): {}", name, error.diagnostics().front().cause));
    }
  }
  return survey;
}

std::string json_of(const std::vector<audit::Audited>& all) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const audit::Audited& each : all)
    for (const audit::Cell& cell : each.cells) {
      json.push_back(report::to_json(cell.result, cell.trace));
      json.back()["function"] = each.asked.file + ':' + each.asked.name;
    }
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

} // namespace

int run(const AuditCommand& command) {
  std::atomic<bool>& interrupted = watch_for_interrupt();
  const TimeLimit limit(command.time_limit, interrupted);
  std::ofstream json;
  if (command.json) json.open(*command.json, std::ios::binary | std::ios::trunc);
  if (command.json && !json) {
    std::cerr << fmt::format("--json: cannot write {}\n", command.json->string());
    return kUsage;
  }
  const auto tree = open_tree(command.sources, interrupted);
  if (tree == nullptr) return exit_code(verdict::Verdict::Inconclusive);
  const Auditor auditor(command.sources, exploring(command),
                        {tree.get(), interrupted, limit.reached()});
  std::vector<audit::Audited> all;
  for (const std::string& function : command.functions) {
    if (&function != &command.functions.front()) std::cout << '\n';
    if (command.all) {
      Survey survey = survey_of(auditor, command, function, interrupted);
      std::cout << function << '\n'
                << audit::survey(survey.rows, survey.left_out, report::kLanesWidth) << std::flush;
      for (audit::Audited& row : survey.rows)
        all.push_back(std::move(row));
      continue;
    }
    all.push_back(
        auditor.run(function, folder_for(command, function, command.functions.size() > 1)));
    std::cout << audit::report(all.back(), report::kLanesWidth) << std::flush;
  }
  if (command.json && !(json << json_of(all) << std::flush)) return kInternal;
  std::vector<verdict::Result> results;
  // A survey of which nothing is left says nothing.
  if (all.empty()) return exit_code(verdict::Verdict::Vacuous);
  for (const audit::Audited& each : all)
    for (verdict::Result& result : results_of(each))
      results.push_back(std::move(result));
  return exit_code(results, false);
}

} // namespace walkcheck::cli
