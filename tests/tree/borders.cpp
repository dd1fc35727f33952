// SPDX-License-Identifier: GPL-2.0-only
#include "borders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <regex>
#include <sstream>
#include <string_view>

namespace walkcheck::test {
namespace {

namespace fs = std::filesystem;

// Libraries that only one folder may use.
struct Hidden {
  std::string_view headers; // how the names of their headers begin
  std::string_view folder;
};
constexpr std::array kHidden{
    Hidden{"z3", "checker/symbolic"},    Hidden{"llvm/", "model/frontend"},
    Hidden{"llvm-c/", "model/frontend"}, Hidden{"clang/", "model/frontend"},
    Hidden{"archive", "model/support"},  Hidden{"CLI/", "checker/cli"},
    Hidden{"toml++/", "model/scenario"}, Hidden{"openssl/", "model/support"},
    Hidden{"utf8proc", "model/support"}};
// LLVM's headers that are for all C++, and not about code of programs.
constexpr std::array kShared{Hidden{"llvm/ADT/StringRef.h", "model/support"},
                             Hidden{"llvm/Support/FileSystem.h", "model/support"}};

struct Include {
  std::string file; // from the top of the tree
  std::size_t line = 0;
  std::string named;
  bool ours = false; // in quotes
};

std::string folder_of(const std::string& file) {
  return fs::path(file).parent_path().string();
}

std::vector<Include> includes_of(const fs::path& tree, const fs::path& file) {
  static const std::regex directive(R"re(^\s*#\s*include\s*(["<])([^">]+)[">])re");
  std::vector<Include> includes;
  std::ifstream stream(file);
  std::string line;
  std::smatch match;
  for (std::size_t number = 1; std::getline(stream, line); ++number)
    if (std::regex_search(line, match, directive))
      includes.push_back({fs::relative(file, tree).string(), number, match[2], match[1] == "\""});
  return includes;
}

// Of the C++ below model/ and checker/, including the files that CMake completes.
std::vector<Include> all_includes(const fs::path& tree) {
  std::vector<fs::path> files;
  for (const char* top : {"model", "checker"})
    for (const auto& entry : fs::recursive_directory_iterator(tree / top))
      if (const std::string name = entry.path().filename().string();
          name.ends_with(".cpp") || name.ends_with(".hpp") || name.ends_with(".cpp.in"))
        files.push_back(entry.path());
  std::ranges::sort(files);
  std::vector<Include> includes;
  for (const fs::path& file : files)
    std::ranges::copy(includes_of(tree, file), std::back_inserter(includes));
  return includes;
}

// The folder, the folders that it names, those that they name, and so on.
std::set<std::string> reachable(const Borders& declared, const std::string& folder) {
  std::set<std::string> reached;
  std::vector<std::string> open = {folder};
  while (!open.empty()) {
    const std::string next = open.back();
    open.pop_back();
    if (const auto named = declared.find(next); named != declared.end())
      for (const std::string& name : named->second)
        if (reached.insert(name).second) open.push_back(name);
  }
  return reached;
}

bool is_within(const std::string& folder, std::string_view of) {
  return folder == of || folder.starts_with(std::string(of) + '/');
}

// What is wrong with an include; empty if nothing is.
std::string wrong(const Include& include, const Borders& declared) {
  const std::string from = folder_of(include.file);
  if (!declared.contains(from)) return "CMakeLists.txt does not name the folder " + from;
  if (!include.ours) {
    const auto hidden = std::ranges::find_if(
        kHidden, [&](const Hidden& each) { return include.named.starts_with(each.headers); });
    const auto is_shared = [&](const Hidden& each) {
      return include.named == each.headers && each.folder == from;
    };
    if (hidden == kHidden.end() || is_within(from, hidden->folder) ||
        std::ranges::any_of(kShared, is_shared))
      return "";
    return fmt::format("<{}> is for {} alone", include.named, hidden->folder);
  }
  const std::string to = folder_of(include.named);
  if (!declared.contains(to))
    return fmt::format("\"{}\" is not named from the top of the tree", include.named);
  if (to == from || reachable(declared, from).contains(to)) return "";
  return fmt::format("{} may not include {}", from, to);
}

} // namespace

Borders read_borders(const fs::path& file) {
  Borders borders;
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    std::istringstream words(line);
    std::string folder, name;
    words >> folder;
    if (!folder.ends_with(':')) continue;
    std::set<std::string>& named = borders[folder.substr(0, folder.size() - 1)];
    while (words >> name)
      named.insert(name);
  }
  return borders;
}

std::vector<std::string> cycles(const Borders& declared) {
  std::vector<std::string> folders;
  for (const auto& [folder, named] : declared)
    if (reachable(declared, folder).contains(folder)) folders.push_back(folder);
  return folders;
}

std::vector<std::string> trespasses(const fs::path& tree, const Borders& declared) {
  std::vector<std::string> found;
  Borders used;
  for (const Include& include : all_includes(tree)) {
    if (const std::string what = wrong(include, declared); !what.empty())
      found.push_back(fmt::format("{}:{}: {}", include.file, include.line, what));
    if (include.ours) used[folder_of(include.file)].insert(folder_of(include.named));
  }
  for (const auto& [folder, named] : declared)
    for (const std::string& name : named)
      if (!used[folder].contains(name))
        found.push_back(
            fmt::format("CMakeLists.txt: {} names {}, and includes none of it", folder, name));
  return found;
}

} // namespace walkcheck::test
