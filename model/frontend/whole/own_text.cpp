// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/whole/own_text.hpp"

#include "model/frontend/whole/logical_lines.hpp"
#include "model/program/diagnostic.hpp"
#include "model/support/content_hash.hpp"
#include "model/support/process.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <regex>
#include <sstream>

namespace walkcheck::frontend {
namespace fs = std::filesystem;
namespace {

std::string marker(std::uint32_t line, const std::string& shown) {
  return fmt::format("#line {} \"{}\"\n", line, shown);
}

std::string error_if_defined(const std::string& name) {
  return fmt::format("#ifdef {0}\n#error {1}'{0}', which is a macro of the tree already\n#endif\n",
                     name, kDefinedAlready);
}

// Text that is put in more than one place, as if it was one file.
std::string once(const std::string& text, const fs::path& file) {
  const std::string guard = "WALKCHECK_ONCE_" + support::sha256(file.string()).substr(0, 16);
  return fmt::format("#ifndef {0}\n#define {0}\n{1}#endif\n", guard, text);
}

// Copies a text piece by piece, each of whole lines.
class Lines {
public:
  explicit Lines(const std::string& text) : in_(text) {}

  std::string up_to(std::uint32_t last) {
    std::string copied;
    for (std::string line; done_ < last && std::getline(in_, line); ++done_)
      copied += line + '\n';
    return copied;
  }
  void skip_to(std::uint32_t last) { up_to(last); }
  std::string rest() { return up_to(std::numeric_limits<std::uint32_t>::max()); }

private:
  std::istringstream in_;
  std::uint32_t done_ = 0;
};

bool is_inside(const fs::path& file, const fs::path& folder) {
  const fs::path relative = file.lexically_relative(folder);
  return !relative.empty() && *relative.begin() != "..";
}

} // namespace

std::string defined_behind(const Macros& macros, const std::string& file) {
  std::string text;
  for (const auto& [name, value] : macros)
    text += marker(1, file) + error_if_defined(name) +
            fmt::format("#define {} {}\n", name, value.substr(0, value.find('\n')));
  return text;
}

std::string OwnText::read(const fs::path& file, const std::string& shown) {
  static const std::regex kInclude("# ?(include|include_next|import)\\b ?(.*)");
  static const std::regex kQuoted("\"([^\"]+)\".*");
  static const std::regex kOnce("# ?pragma once\\b.*");
  const Found self{fs::absolute(file).lexically_normal(), shown};
  if (std::ranges::find(open_, self.file) != open_.end())
    throw InputError(Diagnostic{shown, 0, 0, "this file includes itself",
                                "move what it needs of itself into a file of its own"});
  open_.push_back(self.file);
  const std::string all = support::read_file(self.file);
  std::string text = marker(1, shown);
  bool is_once = false;
  Lines lines(all);
  for (const LogicalLine& line : logical_lines(all)) {
    std::smatch match, quoted;
    const bool once_here = std::regex_match(line.text, kOnce);
    if (!line.is_directive || (!once_here && !std::regex_match(line.text, match, kInclude)))
      continue;
    text += lines.up_to(line.first - 1);
    lines.skip_to(line.last);
    is_once |= once_here;
    if (!once_here) {
      const std::string written = match[2];
      const auto own =
          std::regex_match(written, quoted, kQuoted) ? find(quoted[1], self) : std::nullopt;
      text += own ? read(own->file, own->shown) : of_tree(line.text, shown, line.first);
    }
    text += marker(line.last + 1, shown);
  }
  text += lines.rest();
  open_.pop_back();
  return is_once ? once(text, self.file) : text;
}

std::optional<OwnText::Found> OwnText::find(const std::string& written, const Found& from) const {
  const fs::path specs = fs::absolute(specs_).lexically_normal();
  std::vector<fs::path> folders{from.file.parent_path()};
  if (!is_inside(from.file, specs) && !beside_.empty()) folders.push_back(fs::absolute(beside_));
  folders.push_back(specs);
  for (const fs::path& folder : folders) {
    const fs::path file = (folder / written).lexically_normal();
    if (!fs::is_regular_file(file)) continue;
    if (is_inside(file, specs)) return Found{file, file.lexically_relative(specs).string()};
    return Found{file, (fs::path(from.shown).parent_path() /
                        file.lexically_relative(from.file.parent_path()))
                           .lexically_normal()
                           .string()};
  }
  return std::nullopt;
}

// An #include that is none of ours: the tree sees none of the scenario's macros.
std::string OwnText::of_tree(const std::string& line, const std::string& shown,
                             std::uint32_t number) const {
  std::string before, behind;
  for (const auto& [name, value] : macros_) {
    before += fmt::format("#pragma push_macro(\"{0}\")\n#undef {0}\n", name);
    behind += marker(number, shown) + error_if_defined(name) +
              fmt::format("#pragma pop_macro(\"{}\")\n", name);
  }
  return before + marker(number, shown) + line + '\n' + behind;
}

} // namespace walkcheck::frontend
