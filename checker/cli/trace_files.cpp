// SPDX-License-Identifier: GPL-2.0-only
#include "checker/cli/trace_files.hpp"

#include "checker/trace/json.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iostream>

namespace walkcheck::cli {

std::optional<std::string> TraceFiles::write(const verify::Result& result) {
  if (!result.counterexample) return std::nullopt;
  const std::string stem = std::filesystem::path(result.scenario).stem().string();
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
