// SPDX-License-Identifier: GPL-2.0-only
// walkcheck diff: the audit of functions in two trees, and what differs.
#include "checker/cli/audit_run.hpp"
#include "checker/cli/commands.hpp"
#include "checker/cli/exit_code.hpp"
#include "checker/cli/interrupt.hpp"
#include "checker/report/lanes.hpp"

#include <iostream>

namespace walkcheck::cli {
namespace fs = std::filesystem;
namespace {

struct Sides {
  SourceSettings before, after;
};

Sides sides_of(const DiffCommand& command) {
  Sides sides;
  sides.before.specs = sides.after.specs = command.specs;
  sides.before.configuration = sides.after.configuration = command.configuration;
  sides.before.kernel = command.kernels.front();
  sides.after.kernel = command.kernels.back();
  if (command.revisions.size() == 2) {
    sides.before.kernel = command.kernels.front().string() + '@' + command.revisions[0];
    sides.after.kernel = command.kernels.front().string() + '@' + command.revisions[1];
  }
  sides.after.patches = command.patches;
  return sides;
}

std::string plain(const std::string& function) {
  return function.substr(function.rfind(':') + 1);
}

// What could not be run has no verdict to be compared.
void require_verdicts(const audit::Audited& audited) {
  for (const audit::Cell& cell : audited.cells)
    if (cell.result.verdict == verdict::Verdict::BadInput)
      throw InputError(cell.result.diagnostics);
}

// Another name of the function that one harness of ours runs: that of the other side's kernel.
audit::Audited run_or_renamed(const Auditor& auditor, const std::string& function,
                              const std::optional<fs::path>& save) {
  std::vector<Diagnostic> missing;
  try {
    return auditor.run(function, save);
  } catch (const InputError& error) {
    missing = error.diagnostics();
  }
  for (const std::string& other : audit::other_names(plain(function), auditor.specs())) {
    try {
      return auditor.run(other, save);
    } catch (const InputError&) {
      continue;
    }
  }
  throw InputError(missing);
}

} // namespace

int run(const DiffCommand& command) {
  std::atomic<bool>& interrupted = watch_for_interrupt();
  const TimeLimit limit(command.time_limit, interrupted);
  const Sides sides = sides_of(command);
  const auto before_tree = open_tree(sides.before, interrupted);
  const auto after_tree = open_tree(sides.after, interrupted);
  if (before_tree == nullptr || after_tree == nullptr)
    return exit_code(verdict::Verdict::Inconclusive);
  const SearchSettings how = exploring(command);
  const Auditor before(sides.before, how, {before_tree.get(), interrupted, limit.reached()});
  const Auditor after(sides.after, how, {after_tree.get(), interrupted, limit.reached()});
  std::vector<verdict::Result> worse;
  for (const std::string& function : command.functions) {
    const auto folder = [&](const char* side) {
      return command.save.value_or(plain(function) + ".diff") / side;
    };
    const audit::Audited old = run_or_renamed(before, function, folder("before"));
    const audit::Audited now = run_or_renamed(after, function, folder("after"));
    require_verdicts(old);
    require_verdicts(now);
    std::cout << audit::differences(old, now, report::kLanesWidth) << std::flush;
    for (verdict::Result& result : audit::became_worse(old, now))
      worse.push_back(std::move(result));
  }
  return exit_code(worse, false);
}

} // namespace walkcheck::cli
