// SPDX-License-Identifier: GPL-2.0-only
#include "checker/audit/battery.hpp"

#include "model/kbuild/prepared_tree.hpp"
#include "model/program/diagnostic.hpp"
#include "model/support/process.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace walkcheck::audit {
namespace fs = std::filesystem;
namespace {

// They define what a walk calls and no header has, such as pud_huge().
constexpr std::array kCompanions = {"mm/pgtable-generic.c", "arch/x86/mm/hugetlbpage.c",
                                    "arch/x86/mm/pgtable.c"};

std::string quoted_files(const Harness& harness, kbuild::PreparedTree& tree) {
  const std::string& first = harness.runs.file;
  std::string files = fmt::format("\"{}\"", first);
  std::vector<std::string> more(kCompanions.begin(), kCompanions.end());
  more.insert(more.end(), harness.files.begin(), harness.files.end());
  for (const std::string& file : more)
    if (file != first && is_compiled(file, tree)) files += fmt::format(", \"{}\"", file);
  return files;
}

std::string quoted(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names)
    text += fmt::format("{}\"{}\"", text.empty() ? "" : ", ", name);
  return text;
}

void replace_all(std::string& text, const std::string& what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

// The comment at the template's head speaks of the template.
std::string without_head(const std::string& text) {
  std::size_t at = 0;
  while (at < text.size() && text[at] == '#')
    at = text.find('\n', at) + 1;
  return text.substr(at);
}

} // namespace

fs::path write_battery(const fs::path& folder, const Harness& harness, const fs::path& specs,
                       kbuild::PreparedTree& tree) {
  const fs::path battery = specs / "tree/audit/battery.toml";
  if (!fs::is_regular_file(battery))
    throw InputError(Diagnostic{battery.string(), 0, 0, "there is no such file",
                                "name the folder of walkcheck's own specs with --specs"});
  std::string text = without_head(support::read_file(battery));
  replace_all(text, "@FUNCTION@", harness.runs.name);
  replace_all(text, "@FILES@", quoted_files(harness, tree));
  replace_all(text, "@WEAK@", quoted(harness.weak));
  text = "# SPDX-License-Identifier: GPL-2.0-only\n# Made by walkcheck audit.\n" + text;
  std::error_code error;
  fs::create_directories(folder, error);
  const fs::path scenario = folder / "scenario.toml";
  try {
    support::write_file(folder / "harness.c", harness.text);
    support::write_file(scenario, text);
  } catch (const std::runtime_error&) {
    throw InputError(Diagnostic{folder.string(), 0, 0, "it cannot be written to",
                                "name another folder with --save"});
  }
  return scenario;
}

} // namespace walkcheck::audit
