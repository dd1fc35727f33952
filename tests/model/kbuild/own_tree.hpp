// SPDX-License-Identifier: GPL-2.0-only
// A tree of a test's own files that looks like a kernel's to what opens one, and what it looks like
// before and after.
#pragma once

#include "catch.hpp"

#include "model/kbuild/prepared_tree.hpp"
#include "model/program/diagnostic.hpp"
#include "model/support/process.hpp"
#include "model/support/temporary_directory.hpp"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace walkcheck::test {

class OwnTree {
public:
  using Files = std::map<std::string, std::string>;

  explicit OwnTree(const Files& files) {
    for (const char* name : {"Kbuild", "Kconfig", "COPYING", "scripts/Kbuild.include"})
      write(name, "");
    write("Makefile", "VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 7\nEXTRAVERSION =\nNAME = x\n");
    for (const auto& [name, text] : files)
      write(name, text);
  }

  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((top() / name).parent_path());
    support::write_file(top() / name, text);
  }

  // In a folder with a name of its own, so that a build folder can be beside it.
  std::filesystem::path top() const { return directory_.path() / "linux"; }
  std::filesystem::path beside(const std::string& name) const { return directory_.path() / name; }

  kbuild::PreparedTree open(const std::string& more = "",
                            const std::vector<std::filesystem::path>& patches = {}) const {
    kbuild::Preparation preparation;
    preparation.cache = beside("cache");
    preparation.patches = patches;
    return kbuild::PreparedTree::open(kbuild::parse_tree_name(top().string() + more), preparation);
  }

private:
  support::TemporaryDirectory directory_;
};

// Each file and folder with its time and size: what a write changes.
inline std::map<std::string, std::string> listing(const std::filesystem::path& top) {
  std::map<std::string, std::string> files;
  const auto state = [](const std::filesystem::path& file) {
    return std::to_string(std::filesystem::last_write_time(file).time_since_epoch().count()) +
           (std::filesystem::is_regular_file(file)
                ? " " + std::to_string(std::filesystem::file_size(file))
                : "");
  };
  files["."] = state(top);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(top))
    files[entry.path().string()] = entry.is_symlink() ? "link" : state(entry.path());
  return files;
}

inline bool has(const std::vector<std::string>& words, const std::string& word) {
  return std::ranges::find(words, word) != words.end();
}

inline std::optional<Diagnostic> error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.diagnostics().at(0);
  }
  return std::nullopt;
}

} // namespace walkcheck::test
