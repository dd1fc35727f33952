// SPDX-License-Identifier: GPL-2.0-only
#include "checker/cli/trace_files.hpp"

#include "checker/trace/json.hpp"
#include "model/scenario/variants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iostream>

namespace walkcheck::cli {
namespace {

// A variant's choice is part of it, without what a shell has to have quoted.
std::string stem_of(const std::string& scenario) {
  const scenario::VariantPath variant = scenario::split_variant(scenario);
  std::string stem = variant.file.stem().string();
  if (!variant.choice.empty()) stem += '-' + variant.choice;
  std::ranges::replace(stem, ',', '-');
  return stem;
}

} // namespace

std::optional<std::string> TraceFiles::write(const verify::Result& result) {
  if (!result.counterexample) return std::nullopt;
  const std::string stem = stem_of(result.scenario);
  std::string name = stem + ".trace.json";
  for (int copy = 2; !used_.insert(name).second; ++copy)
    name = fmt::format("{}-{}.trace.json", stem, copy);

  const std::filesystem::path path = folder_ / name;
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  if (!(file << trace::to_text(*result.counterexample) << std::flush)) {
    std::cerr << fmt::format("cannot write the trace {}; --trace-dir names another folder\n",
                             path.string());
    return std::nullopt;
  }
  std::cerr << fmt::format("trace written: walkcheck replay {}\n",
                           path.lexically_normal().string());
  return name;
}

bool prepare_trace_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  return std::filesystem::is_directory(folder, error);
}

} // namespace walkcheck::cli
