// SPDX-License-Identifier: GPL-2.0-only
#include "model/scenario/specs_folder.hpp"

#include "model/program/diagnostic.hpp"
#include "model/scenario/file_text.hpp"

namespace walkcheck::scenario {
namespace {

bool is_specs(const std::filesystem::path& folder) {
  std::error_code error;
  return std::filesystem::is_regular_file(folder / "kernel" / "walkcheck.h", error);
}

} // namespace

std::filesystem::path find_specs(const std::optional<std::filesystem::path>& given,
                                 const std::filesystem::path& file,
                                 const std::filesystem::path& fallback) {
  if (given) {
    if (is_specs(*given)) return *given;
    throw InputError(Diagnostic{shown_path(*given), 0, 0, "is not a specs folder",
                                "--specs names a folder that has kernel/walkcheck.h"});
  }
  std::error_code error;
  const std::filesystem::path absolute = std::filesystem::absolute(file, error);
  std::filesystem::path folder = absolute.lexically_normal().parent_path();
  while (!folder.empty()) {
    if (is_specs(folder)) return folder;
    if (is_specs(folder / "specs")) return folder / "specs";
    if (folder == folder.parent_path()) break;
    folder = folder.parent_path();
  }
  return fallback;
}

} // namespace walkcheck::scenario
