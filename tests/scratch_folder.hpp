// SPDX-License-Identifier: GPL-2.0-only
// A test case's own folder, with the files that the test writes; it is removed when the case ends.
#pragma once

#include "model/support/temporary_directory.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

class ScratchFolder {
public:
  const std::filesystem::path& path() const { return directory_.path(); }

  std::filesystem::path write(const std::string& name, const std::string& text) const {
    const std::filesystem::path file = path() / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    return file;
  }

  std::string read(const std::string& name) const {
    std::ifstream file(path() / name, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }

private:
  walkcheck::support::TemporaryDirectory directory_;
};
