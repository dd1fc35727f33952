// SPDX-License-Identifier: GPL-2.0-only
#include "model/kbuild/run.hpp"

#include "model/program/diagnostic.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <unistd.h>

namespace walkcheck::kbuild {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kLines = 8;

} // namespace

void require_not_stopped() {
  if (support::are_tools_stopped())
    throw InputError(
        Diagnostic{"", 0, 0, "stopped before the kernel tree was ready", "run it again"});
}

std::optional<fs::path> program_in_path(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path != nullptr ? path : "/usr/bin:/bin");
  for (std::string folder; std::getline(folders, folder, ':');)
    if (const fs::path file = fs::path(folder) / name; ::access(file.c_str(), X_OK) == 0)
      return file;
  return std::nullopt;
}

std::string last_lines(const std::string& text, std::size_t count) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);)
    if (!line.empty()) lines.push_back(line);
  const std::size_t first = lines.size() - std::min(count, lines.size());
  return fmt::format(
      "{}", fmt::join(lines.begin() + static_cast<std::ptrdiff_t>(first), lines.end(), "\n"));
}

std::string run_tool(const std::vector<std::string>& arguments, const std::string& doing,
                     const std::string& remedy) {
  const support::ProcessResult result = support::run_process(arguments);
  require_not_stopped();
  if (!result.started)
    throw InputError(
        Diagnostic{"", 0, 0, fmt::format("{} needs {}", doing, arguments[0]), "install it"});
  if (result.exit_code == 0) return result.out;
  const std::string& said = result.err.empty() ? result.out : result.err;
  throw InputError(
      Diagnostic{"", 0, 0, fmt::format("{} failed:\n{}", doing, last_lines(said, kLines)), remedy});
}

} // namespace walkcheck::kbuild
