// SPDX-License-Identifier: GPL-2.0-only
#include "model/scenario/file_text.hpp"

#include "model/program/diagnostic.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace walkcheck::scenario {

std::string read_text(const std::filesystem::path& path, const std::string& shown_as,
                      const std::string& what, std::size_t limit) {
  const auto fail = [&](std::string cause, std::string remedy) {
    throw InputError(Diagnostic{shown_as, 0, 0, std::move(cause), std::move(remedy)});
  };
  std::error_code error;
  if (std::filesystem::is_directory(path, error))
    fail(fmt::format("is a folder, not {}", what), "name a file in it");
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file)
    fail(fmt::format("cannot be read: {}", std::strerror(errno)), "check the name and its mode");

  // Reads up to a limit, not to the file's size: it may be a pipe or an endless device.
  std::string text;
  std::array<char, 1 << 16> part;
  while (file && text.size() <= limit) {
    file.read(part.data(), part.size());
    text.append(part.data(), static_cast<std::size_t>(file.gcount()));
  }
  if (file.bad()) fail("cannot be read to its end", "check the file");
  if (text.size() > limit)
    fail(fmt::format("is larger than {} KiB: hardly {}", limit / 1024, what), "check the name");
  return text;
}

std::string shown_path(const std::filesystem::path& path) {
  return path.is_absolute() ? path.filename().string() : path.lexically_normal().string();
}

} // namespace walkcheck::scenario
