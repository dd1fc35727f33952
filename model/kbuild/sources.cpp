// SPDX-License-Identifier: GPL-2.0-only
#include "model/kbuild/sources.hpp"

#include "model/kbuild/subset.hpp"
#include "model/program/diagnostic.hpp"
#include "model/support/content_hash.hpp"
#include "model/support/process.hpp"

#include <fmt/format.h>

#include <fstream>
#include <regex>
#include <sstream>

namespace walkcheck::kbuild {
namespace fs = std::filesystem;
namespace {

constexpr std::uintmax_t kMega = 1 << 20;
constexpr std::uintmax_t kUnpacked = 250 * kMega;
constexpr std::uintmax_t kLinked = 100 * kMega;

// A tarball is known by its size and time, and what it begins and ends with.
std::string key_of_tarball(const fs::path& tarball) {
  std::ifstream stream(tarball, std::ios::binary);
  const std::uintmax_t size = fs::file_size(tarball);
  std::string text(std::min(size, kMega), '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  std::string end(text.size(), '\0');
  stream.seekg(-static_cast<std::streamoff>(end.size()), std::ios::end);
  stream.read(end.data(), static_cast<std::streamsize>(end.size()));
  if (!stream)
    throw InputError(
        Diagnostic{tarball.string(), 0, 0, "it cannot be read", "see its permissions"});
  const std::string state = file_state(tarball);
  return fmt::format("{} {}", state.substr(0, state.find('\t')), support::sha256(text + end));
}

Sources open_tarball(const fs::path& tarball, Architecture architecture, const Cache& cache,
                     const Progress& progress) {
  Recipe recipe;
  recipe.kind = "tree";
  recipe.key =
      fmt::format("subset 3 of {} for {}", key_of_tarball(tarball), names_of(architecture).kbuild);
  recipe.bytes = kUnpacked;
  recipe.is_read_whole = [](const std::string&) { return false; };
  recipe.inputs = [](const fs::path&) { return std::vector<fs::path>(); };
  recipe.make = [&](const fs::path& folder) {
    progress(fmt::format("unpacking {} ...", tarball.filename().string()));
    unpack(tarball, architecture, folder);
  };
  return {cache.folder(recipe), true, tarball.string()};
}

} // namespace

Sources open_sources(const TreeName& name, Architecture architecture, const Cache& cache,
                     const Progress& progress) {
  const fs::path& source = name.source;
  if (fs::is_regular_file(source)) {
    if (name.revision)
      throw InputError(Diagnostic{source.string(), 0, 0, "a tarball has no revisions",
                                  "name a folder that git keeps: TREE@REV"});
    return open_tarball(source, architecture, cache, progress);
  }
  if (!fs::is_directory(source))
    throw InputError(Diagnostic{source.string(), 0, 0, "there is no such folder or file",
                                "name the top of a kernel source tree, or a tarball of one"});
  for (const char* file : {"Makefile", "Kbuild", "Kconfig", "scripts/Kbuild.include"})
    if (!fs::is_regular_file(source / file))
      throw InputError(
          Diagnostic{source.string(), 0, 0,
                     fmt::format("not the top of a kernel source tree: it has no {}", file),
                     "name the top of a kernel source tree, or a tarball of one"});
  fs::path folder = fs::absolute(source).lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();
  return {folder, false, source.string()};
}

bool is_used_in_place(const fs::path& folder, Architecture architecture) {
  return fs::exists(folder / ".config") || fs::exists(folder / "include/config") ||
         fs::exists(folder / "arch" / names_of(architecture).kbuild / "include/generated");
}

fs::path linked_sources(const fs::path& folder, Architecture architecture, const Changes& changes,
                        const Cache& cache) {
  Recipe recipe;
  recipe.kind = "links";
  recipe.key = fmt::format("links 2 to {} for {}\n{}", folder.string(),
                           names_of(architecture).kbuild, key_of(changes));
  recipe.bytes = kLinked;
  recipe.is_read_whole = [](const std::string&) { return true; };
  recipe.inputs = [&](const fs::path&) { return folders_of_subset(folder, architecture); };
  recipe.make = [&](const fs::path& links) {
    link_subset(folder, architecture, links);
    for (const auto& [file, text] : changes) {
      fs::remove(links / file);
      if (!text) continue;
      fs::create_directories((links / file).parent_path());
      support::write_file(links / file, *text);
      if (text->starts_with("#!"))
        fs::permissions(links / file, fs::perms::owner_exec, fs::perm_options::add);
    }
  };
  return cache.folder(recipe);
}

std::string key_of(const Changes& changes) {
  std::string key;
  for (const auto& [file, text] : changes)
    key += fmt::format("{} {}\n", file, text ? support::sha256(*text) : "removed");
  return key;
}

std::string version_of_makefile(const std::string& text) {
  static const std::regex kAssigned(
      R"(^(VERSION|PATCHLEVEL|SUBLEVEL|EXTRAVERSION)\s*:?=\s*(\S*)\s*$)");
  std::map<std::string, std::string> parts;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (std::smatch match; std::regex_match(line, match, kAssigned))
      parts.emplace(match[1], match[2]);
  return fmt::format("{}.{}.{}{}", parts["VERSION"], parts["PATCHLEVEL"], parts["SUBLEVEL"],
                     parts["EXTRAVERSION"]);
}

} // namespace walkcheck::kbuild
