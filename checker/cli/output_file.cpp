// SPDX-License-Identifier: GPL-2.0-only
#include "checker/cli/output_file.hpp"

#include <fmt/format.h>

#include <iostream>
#include <utility>

namespace walkcheck::cli {

OutputFile::OutputFile(std::string option, const std::optional<std::filesystem::path>& path)
    : option_(std::move(option)), path_(path) {
  if (path_) file_.open(*path_, std::ios::binary | std::ios::trunc);
}

bool OutputFile::check() const {
  if (path_ && !file_) std::cerr << fmt::format("{}: cannot write {}\n", option_, path_->string());
  return !path_ || file_;
}

} // namespace walkcheck::cli
