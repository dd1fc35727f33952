// SPDX-License-Identifier: GPL-2.0-only
#include "checker/cli/trace_files.hpp"

#include "checker/cli/shell_words.hpp"
#include "checker/cli/trace_home.hpp"
#include "checker/trace/json.hpp"
#include "model/scenario/variants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iostream>

namespace walkcheck::cli {
namespace {

// The name of a variant includes its choices, without characters that a shell needs quoted.
std::string stem_of(const std::string& scenario) {
  const scenario::VariantPath variant = scenario::split_variant(scenario);
  std::string stem = variant.file.stem().string();
  if (!variant.choice.empty()) stem += '-' + variant.choice;
  std::ranges::replace(stem, ',', '-');
  return stem;
}

} // namespace

// The line can be run as it is printed, in the folder where the run was started. It repeats the
// run's own options as they were given, and names the scenario if the trace alone would not lead to
// it.
std::string TraceFiles::replay_line(const std::filesystem::path& trace, const std::string& name,
                                    const std::filesystem::path& scenario) const {
  std::vector<std::string> words{"walkcheck", "replay"};
  const auto add = [&](const char* option, const std::filesystem::path& path) {
    words.emplace_back(option);
    words.push_back(path.string());
  };
  if (sources_.kernel) add("--kernel", *sources_.kernel);
  for (const std::filesystem::path& patch : sources_.patches)
    add("--patch", patch);
  for (const auto& [symbol, value] : sources_.configuration.settings)
    add("--config", symbol + '=' + value);
  if (sources_.configuration.without_debug) words.emplace_back("--without-debug");
  if (sources_.specs) add("--specs", *sources_.specs);
  const auto found = scenario_near(sources_, trace, name);
  std::error_code error;
  if (!found || !std::filesystem::equivalent(scenario::split_variant(*found).file,
                                             scenario::split_variant(scenario).file, error))
    add("--scenario", scenario);
  words.push_back(trace.lexically_normal().string());
  return shell_line(words);
}

std::string TraceFiles::name_for(const std::string& scenario) {
  const std::string stem = stem_of(scenario);
  std::string name = stem + ".trace.json";
  for (int copy = 2; !used_.insert(name).second; ++copy)
    name = fmt::format("{}-{}.trace.json", stem, copy);
  return name;
}

std::optional<std::string> TraceFiles::write(const verdict::Result& result, const std::string& name,
                                             const std::filesystem::path& scenario) const {
  if (!result.counterexample) return std::nullopt;
  if (!put(name, trace::to_text(*result.counterexample))) return std::nullopt;
  std::cerr << fmt::format("trace written: {}\n",
                           replay_line(folder_ / name, result.counterexample->scenario, scenario));
  return name;
}

void TraceFiles::restore(const std::string& name, const std::string& text) const {
  put(name, text);
}

bool TraceFiles::put(const std::string& name, const std::string& text) const {
  const std::filesystem::path path = folder_ / name;
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  if (file << text << std::flush) return true;
  std::cerr << fmt::format("cannot write the trace {}; --trace-dir names another folder\n",
                           path.string());
  return false;
}

bool prepare_trace_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  return std::filesystem::is_directory(folder, error);
}

} // namespace walkcheck::cli
