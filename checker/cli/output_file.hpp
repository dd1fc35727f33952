// SPDX-License-Identifier: GPL-2.0-only
// A file that an option names. It is opened before anything is explored, so that one that cannot be
// written is noticed now and not after hours.
#pragma once

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

namespace walkcheck::cli {

class OutputFile {
public:
  OutputFile(std::string option, const std::optional<std::filesystem::path>& path);
  bool is_wanted() const { return path_.has_value(); }
  void write(const std::string& text) { file_ << text << std::flush; }
  // Whether everything was written so far; prints an error if not.
  bool check() const;

private:
  std::string option_;
  std::optional<std::filesystem::path> path_;
  std::ofstream file_;
};

} // namespace walkcheck::cli
