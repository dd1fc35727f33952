// SPDX-License-Identifier: GPL-2.0-only
#include "checker/cli/run_identity.hpp"

#include "model/kbuild/tree_name.hpp"
#include "model/program/diagnostic.hpp"
#include "model/scenario/variants.hpp"
#include "model/support/content_hash.hpp"
#include "model/support/process.hpp"

#include <fmt/format.h>

#include <set>

namespace walkcheck::cli {
namespace fs = std::filesystem;
namespace {

bool is_source(const fs::path& file) {
  return file.extension() == ".c" || file.extension() == ".h" || file.extension() == ".S" ||
         file.extension() == ".txt";
}

constexpr std::size_t kMostSources = 20'000; // of specs
constexpr std::size_t kMostOfKernel = 200'000;

// Names and contents of the sources in the folder and those below it, sorted.
std::string hash_of_sources(const fs::path& folder, std::size_t most) {
  std::set<fs::path> files;
  std::error_code ignored;
  for (const auto& entry :
       fs::recursive_directory_iterator(folder,
                                        fs::directory_options::follow_directory_symlink |
                                            fs::directory_options::skip_permission_denied,
                                        ignored)) {
    if (is_source(entry.path()) && entry.is_regular_file(ignored)) files.insert(entry.path());
    if (files.size() > most)
      throw InputError(Diagnostic{folder.string(), 0, 0,
                                  "too many files are below it to tell whether a run is the same",
                                  "put the specs and scenarios into a folder of their own"});
  }
  std::string all;
  for (const fs::path& file : files)
    all += fmt::format("{} {}\n", file.lexically_relative(folder).string(),
                       support::sha256(support::read_file(file)));
  return support::sha256(all);
}

// All folders that a scenario's texts are in.
std::set<fs::path> folders_of(const std::vector<Job>& jobs) {
  std::set<fs::path> folders;
  const auto add = [&](const fs::path& file) {
    folders.insert(file.has_parent_path() ? file.parent_path() : fs::path("."));
  };
  for (const Job& job : jobs) {
    folders.insert(job.specs);
    add(scenario::split_variant(job.path).file);
    if (!job.scenario) continue;
    for (const scenario::Cpu& cpu : job.scenario->cpus)
      if (cpu.source.spec) add(*cpu.source.spec);
    for (const scenario::Invariant& invariant : job.scenario->invariants)
      if (invariant.source.spec) add(*invariant.source.spec);
  }
  return folders;
}

// What of a tree walks, teardown and their headers are in.
std::string hash_of_kernel(const fs::path& given) {
  const kbuild::TreeName name = kbuild::parse_tree_name(given.string());
  std::string all = name.revision.value_or("");
  if (name.objects) all += support::sha256(support::read_file(*name.objects / ".config"));
  if (fs::is_regular_file(name.source))
    return all + support::sha256(support::read_file(name.source));
  for (const char* part : {"arch/x86", "fs", "include", "init", "kernel", "lib", "mm", "virt"})
    all += hash_of_sources(name.source / part, kMostOfKernel);
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
  for (const auto& [symbol, value] : command.sources.configuration.settings)
    options += fmt::format(" {}={}", symbol, value);
  if (command.sources.configuration.without_debug) options += " without-debug";
  return options;
}

} // namespace

Identity identity_of(const VerifyCommand& command, const std::vector<Job>& jobs) {
  std::string names, sources;
  std::vector<fs::path> scenarios;
  for (const Job& job : jobs) {
    names += job.path.string() + '\n';
    scenarios.push_back(scenario::split_variant(job.path).file);
  }
  for (const fs::path& folder : folders_of(jobs))
    sources += hash_of_sources(folder, kMostSources);
  return {{"kernel tree", command.sources.kernel ? hash_of_kernel(*command.sources.kernel) : ""},
          {"options", options_of(command)},
          {"patches", hash_of_files(command.sources.patches)},
          {"scenarios", support::sha256(names + hash_of_files(scenarios))},
          {"specs", support::sha256(sources)},
          {"walkcheck", support::sha256(support::read_file("/proc/self/exe"))}};
}

std::optional<std::string> difference(const Identity& one, const Identity& other) {
  for (const auto& [what, is] : one)
    if (const auto known = other.find(what); known == other.end() || known->second != is)
      return what == "walkcheck" || what == "kernel tree" ? "another " + what : "other " + what;
  return std::nullopt;
}

} // namespace walkcheck::cli
