// SPDX-License-Identifier: GPL-2.0-only
#include "checker/cli/run_identity.hpp"

#include "model/scenario/variants.hpp"
#include "model/support/content_hash.hpp"
#include "model/support/process.hpp"

#include <fmt/format.h>

#include <set>

namespace walkcheck::cli {
namespace fs = std::filesystem;
namespace {

bool is_source(const fs::path& file) {
  return file.extension() == ".c" || file.extension() == ".h" || file.extension() == ".txt";
}

// Names and contents, sorted. `deep`: with all folders below.
std::string hash_of_sources(const fs::path& folder, bool deep) {
  std::set<fs::path> files;
  std::error_code ignored;
  const auto note = [&](const fs::directory_entry& entry) {
    if (entry.is_regular_file(ignored) && is_source(entry.path())) files.insert(entry.path());
  };
  if (deep)
    for (const auto& entry : fs::recursive_directory_iterator(
             folder, fs::directory_options::follow_directory_symlink, ignored))
      note(entry);
  else
    for (const auto& entry : fs::directory_iterator(folder, ignored))
      note(entry);
  std::string all;
  for (const fs::path& file : files)
    all += fmt::format("{} {}\n", file.lexically_relative(folder).string(),
                       support::sha256(support::read_file(file)));
  return support::sha256(all);
}

std::string hash_of_files(const std::vector<fs::path>& files) {
  std::string all;
  for (const fs::path& file : files)
    all += support::sha256(fs::is_regular_file(file) ? support::read_file(file) : "") + '\n';
  return support::sha256(all);
}

std::string options_of(const VerifyCommand& command) {
  std::string options = fmt::format(
      "engine {} memory {} all-cpus {} executions {} solver {} {} expected {} first {} list {}",
      static_cast<int>(command.engine), command.memory_limit, command.all_cpus,
      command.max_executions, command.covering.solver.limit, command.covering.check,
      command.expected, command.first, command.list_executions);
  if (command.time_limit) options += fmt::format(" time {}", *command.time_limit);
  if (command.sources.kernel)
    options += fmt::format(" kernel {}", command.sources.kernel->filename().string());
  for (const auto& [symbol, value] : command.sources.configuration.settings)
    options += fmt::format(" {}={}", symbol, value);
  if (command.sources.configuration.without_debug) options += " without-debug";
  return options;
}

} // namespace

Identity identity_of(const VerifyCommand& command, const std::vector<Job>& jobs) {
  std::string names;
  std::vector<fs::path> scenarios;
  std::set<fs::path> specs, beside;
  for (const Job& job : jobs) {
    names += job.path.string() + '\n';
    scenarios.push_back(scenario::split_variant(job.path).file);
    specs.insert(job.specs);
    beside.insert(scenarios.back().parent_path());
  }
  std::string sources;
  for (const fs::path& folder : specs)
    sources += hash_of_sources(folder, true);
  for (const fs::path& folder : beside)
    sources += hash_of_sources(folder.empty() ? "." : folder, false);
  return {{"options", options_of(command)},
          {"patches", hash_of_files(command.sources.patches)},
          {"scenarios", support::sha256(names + hash_of_files(scenarios))},
          {"specs", support::sha256(sources)},
          {"walkcheck", support::sha256(support::read_file("/proc/self/exe"))}};
}

std::optional<std::string> difference(const Identity& one, const Identity& other) {
  for (const auto& [what, is] : one)
    if (const auto known = other.find(what); known == other.end() || known->second != is)
      return what == "walkcheck" ? "another version of walkcheck" : "other " + what;
  return std::nullopt;
}

} // namespace walkcheck::cli
