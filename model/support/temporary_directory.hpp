// SPDX-License-Identifier: GPL-2.0-only
// A directory of our own among the temporary ones, removed with what is in it when it goes out of
// scope: for one conversation with a tool (clang, ctags), or for one test.
#pragma once

#include <filesystem>

namespace walkcheck::support {

class TemporaryDirectory {
public:
  TemporaryDirectory(); // throws std::runtime_error where none can be made
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }

private:
  std::filesystem::path path_;
};

} // namespace walkcheck::support
