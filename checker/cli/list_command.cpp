// SPDX-License-Identifier: GPL-2.0-only
// walkcheck list: the scenarios, specs and properties that exist, with one line each.
#include "checker/cli/commands.hpp"
#include "checker/property/built_in.hpp"
#include "model/scenario/file_text.hpp"
#include "model/scenario/spec_summary.hpp"
#include "model/scenario/variants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

namespace walkcheck::cli {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_below(const fs::path& folder, const std::string& extension) {
  std::vector<fs::path> files;
  std::error_code error;
  for (auto entry = fs::recursive_directory_iterator(folder, error);
       !error && entry != fs::recursive_directory_iterator(); entry.increment(error))
    if (entry->path().extension() == extension && entry->is_regular_file(error))
      files.push_back(entry->path());
  std::ranges::sort(files);
  return files;
}

struct Entry {
  std::string name;
  std::string description;
};

std::vector<Entry> specs_in(const fs::path& specs, const char* folder) {
  std::vector<Entry> entries;
  for (const fs::path& file : files_below(specs / folder, ".c")) {
    const std::string name = fs::relative(file, specs).generic_string();
    const std::string text = scenario::read_text(file, name, "a spec", scenario::kMaxSpecBytes);
    entries.push_back({name, scenario::spec_summary(text)});
  }
  return entries;
}

// A template's title names its axes; the title of a variant has their values instead.
std::string title_of(const fs::path& file, const fs::path& specs) {
  if (const auto title = scenario::template_title(file)) return *title;
  return scenario::read_scenario(file, {specs, property::names()}).title;
}

std::vector<Entry> scenarios_in(const fs::path& folder, const fs::path& specs) {
  std::vector<Entry> entries;
  for (const fs::path& file : files_below(folder, ".toml")) {
    const std::string name = fs::relative(file, folder).generic_string();
    try {
      entries.push_back({name, title_of(file, specs)});
    } catch (const InputError& error) {
      entries.push_back({name, "(cannot be read: " + error.diagnostics()[0].cause + ")"});
    }
  }
  return entries;
}

std::vector<Entry> properties() {
  std::vector<Entry> entries;
  for (const property::Property& property : property::built_in())
    entries.push_back({std::string(property.name), std::string(property.claim)});
  return entries;
}

void print(const char* heading, const std::vector<Entry>& entries) {
  std::size_t width = 0;
  for (const Entry& entry : entries)
    width = std::max(width, entry.name.size());
  std::cout << heading << '\n';
  for (const Entry& entry : entries)
    std::cout << fmt::format("  {:{}}  {}\n", entry.name, width, entry.description);
  if (entries.empty()) std::cout << "  (none)\n";
}

} // namespace

int run(const ListCommand& command) {
  const fs::path specs = specs_for(command.sources, fs::current_path() / "scenario.toml");
  print("scenarios", scenarios_in(specs.parent_path() / "examples", specs));
  print("walkers", specs_in(specs, "walkers"));
  print("mutators", specs_in(specs, "mutators"));
  print("invariants", specs_in(specs, "invariants"));
  print("built-in properties", properties());
  std::cout << std::flush;
  return 0;
}

} // namespace walkcheck::cli
