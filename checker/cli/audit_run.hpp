// SPDX-License-Identifier: GPL-2.0-only
// Runs one function against the battery of specs/tree/audit/. Entry point: Auditor::run().
#pragma once

#include "checker/audit/table.hpp"
#include "checker/cli/scenario_jobs.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace walkcheck::cli {

class Auditor {
public:
  // `tree` and what `given` refers to must outlive it.
  Auditor(SourceSettings sources, SearchSettings how, const Surroundings& given);

  // The scenario, the harness and the traces are in `save`; without it in a folder NAME.audit here,
  // if there is a trace. Throws InputError.
  audit::Audited run(const std::string& function,
                     const std::optional<std::filesystem::path>& save) const;

  const std::filesystem::path& specs() const { return specs_; }
  kbuild::PreparedTree& tree() const;

private:
  audit::Audited run_new(audit::Audited audited,
                         const std::optional<std::filesystem::path>& save) const;
  enum class Rows : std::uint8_t { First, All };
  void explore(const std::filesystem::path& scenario, Rows rows, audit::Audited& audited) const;
  void look_at_walk(const Job& job, scenario::SharedPrograms& programs,
                    audit::Audited& audited) const;

  SourceSettings sources_;
  std::filesystem::path specs_;
  SearchSettings how_;
  Surroundings given_;
  // By harness: several functions may be run through one caller of theirs.
  mutable std::map<std::string, audit::Audited> known_;
};

// What audit and diff say alike of how to search.
template <class Command> SearchSettings exploring(const Command& command) {
  SearchSettings how;
  how.options.time_limit = command.time_limit;
  how.threads = command.jobs;
  how.progress = command.progress;
  return how;
}

// Of all cells, for the exit code.
std::vector<verdict::Result> results_of(const audit::Audited& audited);

} // namespace walkcheck::cli
