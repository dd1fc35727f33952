// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/definitions.hpp"

#include "model/frontend/attributes.hpp"
#include "model/frontend/source_text.hpp"
#include "model/program/diagnostic.hpp"
#include "model/support/process.hpp"
#include "model/support/temporary_directory.hpp"

#include <algorithm>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <tuple>

namespace walkcheck::frontend {
namespace fs = std::filesystem;
namespace {

struct Tag {
  std::string kind, name;
  std::uint32_t line = 0;
  std::uint32_t end = 0; // 0 if ctags does not know
};

std::vector<Tag> run_ctags(const std::vector<std::string>& files) {
  std::vector<std::string> command = {
      "ctags", "--options=NONE",        "--language-force=C", "--kinds-C=+px", "--sort=no",
      "-x",    "--_xformat=%K|%N|%n|%e"};
  command.insert(command.end(), files.begin(), files.end());
  const support::ProcessResult result = support::run_process(command);
  if (!result.started || result.exit_code != 0)
    throw InputError(Diagnostic{"", 0, 0,
                                "universal-ctags, which finds the functions of a file, "
                                "does not run",
                                "install the package universal-ctags"});
  std::vector<Tag> tags;
  for (const std::string& line : split_lines(result.out)) {
    std::istringstream fields(line);
    Tag tag;
    std::string number, end;
    std::getline(fields, tag.kind, '|');
    std::getline(fields, tag.name, '|');
    std::getline(fields, number, '|');
    std::getline(fields, end, '|');
    if (number.empty()) continue;
    tag.line = static_cast<std::uint32_t>(std::stoul(number));
    const bool known = !end.empty() && end.find_first_not_of("0123456789") == std::string::npos;
    tag.end = known ? static_cast<std::uint32_t>(std::stoul(end)) : 0;
    tags.push_back(tag);
  }
  return tags;
}

std::optional<DefinitionKind> kind_of(const std::string& kind) {
  if (kind == "function") return DefinitionKind::Function;
  if (kind == "prototype") return DefinitionKind::Prototype;
  if (kind == "struct" || kind == "union" || kind == "enum" || kind == "typedef")
    return DefinitionKind::Type;
  if (kind == "enumerator") return DefinitionKind::Enumerator;
  if (kind == "variable" || kind == "externvar") return DefinitionKind::Variable;
  if (kind == "macro") return DefinitionKind::Macro;
  return std::nullopt; // members and the like are not definitions of their own
}

// `static DEFINE_SPINLOCK(lock);` looks like a prototype, and defines `lock`.
std::optional<std::string> variable_of_macro(const std::string& macro, const std::string& line) {
  if (!macro.starts_with("DEFINE_") && !macro.starts_with("DECLARE_") && macro != "LIST_HEAD")
    return std::nullopt;
  const bool type_first = macro.find("PER_CPU") != std::string::npos;
  const std::size_t open = line.find('(', line.find(macro));
  const std::size_t from = type_first ? line.find(',', open) : open;
  if (from == std::string::npos) return std::nullopt;
  const std::size_t start = line.find_first_not_of(" \t", from + 1);
  std::size_t end = std::min(start, line.size());
  while (end < line.size() && is_identifier_character(line[end]))
    ++end;
  if (start == std::string::npos || end == start) return std::nullopt;
  return line.substr(start, end - start);
}

// Completes ctags' line numbers: ctags gives the line of the name, and the last line only for some
// kinds.
class Ranges {
public:
  explicit Ranges(const std::string& bare)
      : lines_(split_lines(bare)), directive_(lines_.size(), false) {
    bool continued = false;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const std::size_t start = lines_[i].find_first_not_of(" \t");
      directive_[i] = continued || (start != std::string::npos && lines_[i][start] == '#');
      continued = directive_[i] && lines_[i].ends_with("\\");
    }
  }

  // A definition begins after the last line of the one before it.
  std::uint32_t first_line(std::uint32_t line) const {
    if (lines_[line - 1].find('}') < lines_[line - 1].find('{')) line = opening_line(line);
    while (line > 1 && continues_into_next(line - 1))
      --line;
    return line;
  }

  std::uint32_t last_line(std::uint32_t line) const {
    int depth = 0;
    for (std::size_t i = line - 1; i < lines_.size(); ++i)
      for (const char c : lines_[i]) {
        if (c == '{' || c == '(') ++depth;
        if (c == '}' || c == ')') --depth;
        if (c == ';' && depth <= 0) return static_cast<std::uint32_t>(i + 1);
      }
    return static_cast<std::uint32_t>(lines_.size());
  }

  std::uint32_t last_line_of_macro(std::uint32_t line) const {
    while (line < lines_.size() && lines_[line - 1].ends_with("\\"))
      ++line;
    return line;
  }

  const std::string& line(std::uint32_t number) const { return lines_[number - 1]; }
  std::uint32_t lines() const { return static_cast<std::uint32_t>(lines_.size()); }

private:
  bool continues_into_next(std::uint32_t line) const {
    const std::string& text = lines_[line - 1];
    const std::size_t last = text.find_last_not_of(" \t\r");
    return !directive_[line - 1] && last != std::string::npos && text[last] != ';' &&
           text[last] != '}';
  }

  // The line of the opening brace for the closing brace on `line`.
  std::uint32_t opening_line(std::uint32_t line) const {
    int depth = 0;
    for (std::uint32_t i = line; i >= 1; --i) {
      const std::string& text = lines_[i - 1];
      for (auto c = text.rbegin(); c != text.rend(); ++c) {
        if (*c == '}') ++depth;
        if (*c == '{' && --depth == 0) return i;
      }
    }
    return line;
  }

  std::vector<std::string> lines_;
  std::vector<bool> directive_;
};

Definition completed(const Tag& tag, DefinitionKind kind, const Ranges& ranges) {
  Definition definition{kind, tag.name, tag.line, tag.line};
  switch (kind) {
  case DefinitionKind::Function:
    definition.first_line = ranges.first_line(tag.line);
    definition.last_line = tag.end != 0 ? tag.end : tag.line;
    break;
  case DefinitionKind::Type:
  case DefinitionKind::Prototype:
  case DefinitionKind::Variable:
    definition.first_line = ranges.first_line(tag.line);
    definition.last_line = ranges.last_line(definition.first_line);
    break;
  case DefinitionKind::Macro: definition.last_line = ranges.last_line_of_macro(tag.line); break;
  case DefinitionKind::Enumerator: break; // widened to the enum once all definitions are known
  }
  return definition;
}

// A definition inside a type is cut out together with the whole type.
void widen_to_outermost_type(std::vector<Definition>& definitions) {
  for (Definition& inner : definitions) {
    if (inner.kind != DefinitionKind::Enumerator && inner.kind != DefinitionKind::Type) continue;
    for (const Definition& type : definitions)
      if (type.kind == DefinitionKind::Type && type.first_line <= inner.first_line &&
          inner.last_line <= type.last_line) {
        inner.first_line = type.first_line;
        inner.last_line = type.last_line;
        break;
      }
  }
}

} // namespace

std::vector<Definition> find_definitions(const std::string& text) {
  const support::TemporaryDirectory directory;
  const fs::path file = directory.path() / "text.c";
  const std::string bare = without_attributes(without_comments_and_strings(text));
  support::write_file(file, bare);
  const Ranges ranges(bare);
  std::vector<Definition> definitions;
  for (Tag& tag : run_ctags({file.string()})) {
    auto kind = kind_of(tag.kind);
    if (!kind || tag.line < 1 || tag.line > ranges.lines()) continue;
    if (kind == DefinitionKind::Prototype)
      if (const auto variable = variable_of_macro(tag.name, ranges.line(tag.line))) {
        kind = DefinitionKind::Variable;
        tag.name = *variable;
      }
    definitions.push_back(completed(tag, *kind, ranges));
  }
  std::ranges::sort(definitions, [](const Definition& a, const Definition& b) {
    return std::tie(a.first_line, b.last_line, a.name, a.kind) <
           std::tie(b.first_line, a.last_line, b.name, b.kind);
  });
  widen_to_outermost_type(definitions);
  return definitions;
}

std::set<std::string> names_in_folder(const fs::path& folder) {
  std::vector<std::string> files;
  if (fs::is_directory(folder))
    for (const fs::directory_entry& entry : fs::directory_iterator(folder))
      if (entry.path().extension() == ".h") files.push_back(entry.path().string());
  std::ranges::sort(files);
  std::set<std::string> names;
  if (files.empty()) return names;
  for (const Tag& tag : run_ctags(files))
    if (kind_of(tag.kind)) names.insert(tag.name);
  return names;
}

} // namespace walkcheck::frontend
