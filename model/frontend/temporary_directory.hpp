// SPDX-License-Identifier: GPL-2.0-only
// A directory for one conversation with a tool (clang, ctags), removed when it ends.
#pragma once

#include <filesystem>

namespace walkcheck::frontend {

class TemporaryDirectory {
public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }

private:
  std::filesystem::path path_;
};

} // namespace walkcheck::frontend
