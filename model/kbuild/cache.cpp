// SPDX-License-Identifier: GPL-2.0-only
#include "model/kbuild/cache.hpp"

#include "model/program/diagnostic.hpp"
#include "model/support/content_hash.hpp"
#include "model/support/process.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

namespace walkcheck::kbuild {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kDigits = 24;
constexpr const char* kContent = "content"; // the folder that was made
constexpr const char* kFiles = "files";     // its list
constexpr const char* kInputs = "inputs";   // what it was made from, outside
constexpr const char* kComplete = "complete";
constexpr std::uintmax_t kMega = 1 << 20;

InputError cannot_write(const fs::path& folder, const std::string& why, std::uintmax_t bytes) {
  return InputError(
      Diagnostic{folder.string(), 0, 0, fmt::format("cannot write to the cache folder: {}", why),
                 fmt::format("make room for {} MB there, or name another folder by XDG_CACHE_HOME",
                             bytes / kMega + 1)});
}

// One line a file: its size, the hash of its text or `-`, its name.
std::string line_of(const fs::path& top, const std::string& name, bool whole) {
  const fs::path file = top / name;
  return fmt::format("{} {} {}\n", fs::file_size(file),
                     whole ? support::sha256(support::read_file(file)) : "-", name);
}

std::string list_of(const fs::path& top, const Recipe& recipe) {
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(top))
    if (entry.is_regular_file() && !entry.is_symlink())
      names.push_back(entry.path().lexically_relative(top).string());
  std::ranges::sort(names);
  std::string list;
  for (const std::string& name : names)
    list += line_of(top, name, recipe.is_read_whole(name));
  return list;
}

bool is_as_listed(const fs::path& top, const std::string& list) {
  std::istringstream lines(list);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t hash = line.find(' ') + 1;
    const std::size_t name = line.find(' ', hash) + 1;
    const std::string file = line.substr(name);
    if (!fs::is_regular_file(top / file) || line_of(top, file, line[hash] != '-') != line + '\n')
      return false;
  }
  return true;
}

std::string states_of(std::istream& files) {
  std::string states;
  for (std::string file; std::getline(files, file);)
    states += file_state(file.substr(file.rfind('\t') + 1)) + '\n';
  return states;
}

bool is_usable(const fs::path& entry) {
  try {
    const std::string list = support::read_file(entry / kFiles);
    const std::string inputs = support::read_file(entry / kInputs);
    if (support::read_file(entry / kComplete) != support::sha256(list + inputs)) return false;
    std::istringstream lines(inputs);
    return states_of(lines) == inputs && is_as_listed(entry / kContent, list);
  } catch (const std::runtime_error&) {
    return false;
  }
}

// A new folder next to the entries: on the same disk, so that it can be renamed to one.
fs::path new_folder(const fs::path& top) {
  std::string name = (top / ".making-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr)
    throw fs::filesystem_error("mkdtemp", top, std::error_code(errno, std::generic_category()));
  return name;
}

class Unfinished {
public:
  explicit Unfinished(fs::path folder) : folder_(std::move(folder)) {}
  ~Unfinished() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;

private:
  fs::path folder_;
};

void complete(const fs::path& entry, const Recipe& recipe) {
  std::string files;
  for (const fs::path& input : recipe.inputs(entry / kContent))
    files += input.string() + '\n';
  std::istringstream lines(files);
  const std::string inputs = states_of(lines);
  const std::string list = list_of(entry / kContent, recipe);
  support::write_file(entry / kInputs, inputs);
  support::write_file(entry / kFiles, list);
  support::write_file(entry / kComplete, support::sha256(list + inputs));
}

// Out of the way at once, and then removed: others may be in the middle of it.
void remove_entry(const fs::path& top, const fs::path& entry) {
  const fs::path folder = new_folder(top);
  const Unfinished aside(folder);
  std::error_code ignored; // another process was first
  fs::rename(entry, folder, ignored);
}

} // namespace

std::string file_state(const fs::path& file) {
  struct stat status = {};
  if (::stat(file.c_str(), &status) != 0) return fmt::format("missing\t{}", file.string());
  const bool folder = S_ISDIR(status.st_mode);
  return fmt::format("{} {}.{:09}\t{}", folder ? 0 : status.st_size, status.st_mtim.tv_sec,
                     status.st_mtim.tv_nsec, file.string());
}

fs::path default_cache() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && fs::path(cache).is_absolute()) return fs::path(cache) / "walkcheck";
  const char* home = std::getenv("HOME");
  if (home != nullptr && *home != '\0') return fs::path(home) / ".cache" / "walkcheck";
  throw InputError(Diagnostic{"", 0, 0, "there is no folder for what is prepared of a kernel tree",
                              "set XDG_CACHE_HOME or HOME"});
}

fs::path Cache::folder(const Recipe& recipe) const {
  const fs::path entry =
      top_ / fmt::format("{}-{}", recipe.kind, support::sha256(recipe.key).substr(0, kDigits));
  if (is_usable(entry)) return entry / kContent;
  try {
    fs::create_directories(top_);
    if (const auto space = fs::space(top_); space.available < recipe.bytes)
      throw cannot_write(top_, fmt::format("{} MB are free", space.available / kMega),
                         recipe.bytes);
    const fs::path folder = new_folder(top_);
    const Unfinished unfinished(folder);
    fs::create_directory(folder / kContent);
    recipe.make(folder / kContent);
    complete(folder, recipe);
    std::error_code taken;
    fs::rename(folder, entry, taken);
    if (!taken || is_usable(entry)) return entry / kContent; // else another process's, if whole
    remove_entry(top_, entry);
    fs::rename(folder, entry);
    return entry / kContent;
  } catch (const fs::filesystem_error& error) {
    throw cannot_write(top_, error.code().message(), recipe.bytes);
  } catch (const InputError&) {
    throw;
  } catch (const std::runtime_error& error) {
    throw cannot_write(top_, error.what(), recipe.bytes);
  }
}

} // namespace walkcheck::kbuild
