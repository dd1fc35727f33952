// SPDX-License-Identifier: GPL-2.0-only
#include "model/kbuild/command_store.hpp"

#include "model/kbuild/cache.hpp"
#include "model/support/content_hash.hpp"
#include "model/support/process.hpp"

#include <fmt/format.h>
#include <unistd.h>

namespace walkcheck::kbuild {
namespace fs = std::filesystem;
namespace {

fs::path store_of(const fs::path& build, const std::string& file) {
  return build / ".walkcheck" / (support::sha256(file) + ".command");
}

// What the command depends on beside the build folder: the makefiles on the way to the file.
std::string head_of(const fs::path& source, const std::string& file) {
  std::string states;
  for (fs::path folder = fs::path(file).parent_path(); !folder.empty();
       folder = folder.parent_path())
    for (const char* name : {"Makefile", "Kbuild"})
      states += file_state(source / folder / name) + '\n';
  return support::sha256(states);
}

} // namespace

std::optional<std::string> stored_command(const fs::path& build, const fs::path& source,
                                          const std::string& file) {
  const fs::path path = store_of(build, file);
  if (!fs::is_regular_file(path)) return std::nullopt;
  const std::string text = support::read_file(path);
  const std::size_t end = text.find('\n');
  if (end == std::string::npos) return std::nullopt;
  std::string command = text.substr(end + 1);
  if (text.substr(0, end) != head_of(source, file) + " " + support::sha256(command))
    return std::nullopt;
  return command;
}

void store_command(const fs::path& build, const fs::path& source, const std::string& file,
                   const std::string& command) {
  const fs::path path = store_of(build, file);
  const fs::path written = path.string() + fmt::format(".{}", ::getpid());
  std::error_code failed; // then it is asked for again
  fs::create_directories(path.parent_path(), failed);
  if (failed) return;
  support::write_file(
      written, fmt::format("{} {}\n{}", head_of(source, file), support::sha256(command), command));
  fs::rename(written, path, failed);
}

} // namespace walkcheck::kbuild
