// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/slice.hpp"

#include "model/frontend/source_text.hpp"
#include "model/program/diagnostic.hpp"
#include "model/support/near_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace walkcheck::frontend {
namespace {

// The directive's name: "define" for "# define X"; "" for a line that is not a directive. `rest` is
// the text behind it.
std::string_view directive(std::string_view line, std::string_view& rest) {
  constexpr std::string_view kBlank = " \t";
  std::size_t i = line.find_first_not_of(kBlank);
  if (i == std::string_view::npos || line[i] != '#') return "";
  i = line.find_first_not_of(kBlank, i + 1);
  if (i == std::string_view::npos) return "";
  std::size_t end = i;
  while (end < line.size() && is_identifier_character(line[end]))
    ++end;
  const std::size_t after = std::min(line.find_first_not_of(kBlank, end), line.size());
  rest = line.substr(after);
  return line.substr(i, end - i);
}

std::string leading_identifier(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && is_identifier_character(text[end]))
    ++end;
  return std::string(text.substr(0, end));
}

bool is_conditional(std::string_view name) {
  constexpr std::array<std::string_view, 6> kNames{"if",   "ifdef", "ifndef",
                                                   "elif", "else",  "endif"};
  return std::ranges::find(kNames, name) != kNames.end();
}

// An #if and its #elifs so far form a group. A line depends on all groups that are open.
std::vector<std::vector<std::uint32_t>> find_conditions(const std::vector<std::string>& lines) {
  std::vector<std::vector<std::uint32_t>> result(lines.size());
  std::vector<std::vector<std::uint32_t>> open;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string_view rest;
    const std::string_view name = directive(lines[i], rest);
    if (name == "if" || name == "ifdef" || name == "ifndef") open.emplace_back();
    if (name == "endif" && !open.empty()) open.pop_back();
    if (is_conditional(name) && name != "endif" && !open.empty())
      for (std::size_t line = i; line < lines.size(); ++line) {
        open.back().push_back(static_cast<std::uint32_t>(line + 1));
        if (!lines[line].ends_with("\\")) break;
      }
    for (const std::vector<std::uint32_t>& group : open)
      result[i].insert(result[i].end(), group.begin(), group.end());
  }
  return result;
}

} // namespace

SlicedFile::SlicedFile(std::string file, const std::string& text)
    : file_(std::move(file)), lines_(split_lines(text)),
      bare_lines_(split_lines(without_comments_and_strings(text))),
      conditions_(find_conditions(bare_lines_)), definitions_(find_definitions(text)) {
  for (std::size_t i = 0; i < definitions_.size(); ++i)
    by_name_[definitions_[i].name].push_back(i);
}

bool SlicedFile::has_function(const std::string& name) const {
  const auto found = by_name_.find(name);
  return found != by_name_.end() && std::ranges::any_of(found->second, [&](std::size_t i) {
           return definitions_[i].kind == DefinitionKind::Function;
         });
}

bool SlicedFile::within(const std::string& name, std::uint32_t line) const {
  const auto found = by_name_.find(name);
  return found != by_name_.end() && std::ranges::any_of(found->second, [&](std::size_t i) {
           return definitions_[i].first_line <= line && line <= definitions_[i].last_line;
         });
}

void SlicedFile::want(const std::string& name) {
  if (!defines(name)) {
    std::vector<std::string> names;
    for (const auto& [known, where] : by_name_)
      names.push_back(known);
    throw InputError(
        Diagnostic{file_, 0, 0, fmt::format("the file does not define {}", name),
                   support::did_you_mean(
                       name, names,
                       "name functions, types, variables or macros that this file of the tree has; "
                       "one that a macro generates cannot be cut out")});
  }
  wanted_.insert(name);
}

void SlicedFile::keep_directives(std::vector<bool>& keep,
                                 const std::set<std::string>& vocabulary) const {
  bool continued = false;
  bool kept = false;
  for (std::size_t i = 0; i < bare_lines_.size(); ++i) {
    if (!continued) {
      std::string_view rest;
      const std::string_view name = directive(bare_lines_[i], rest);
      const std::string macro = leading_identifier(rest);
      kept = is_conditional(name) ||
             ((name == "define" || name == "undef") && keeps_macro(macro, vocabulary));
      continued = !name.empty();
    }
    if (continued && kept) keep[i] = true;
    continued = continued && bare_lines_[i].ends_with("\\");
  }
}

bool SlicedFile::keeps_macro(const std::string& name,
                             const std::set<std::string>& vocabulary) const {
  return !vocabulary.contains(name) || wanted_.contains(name);
}

std::vector<bool> SlicedFile::wanted_lines() const {
  std::vector<bool> wanted(lines_.size(), false);
  for (const std::string& name : wanted_)
    for (const std::size_t i : by_name_.at(name))
      for (std::uint32_t line = definitions_[i].first_line;
           line <= std::min<std::size_t>(definitions_[i].last_line, lines_.size()); ++line)
        wanted[line - 1] = true;
  return wanted;
}

std::vector<Definition> SlicedFile::macros(const std::set<std::string>& vocabulary) const {
  std::vector<Definition> kept;
  for (const Definition& definition : definitions_)
    if (definition.kind == DefinitionKind::Macro && keeps_macro(definition.name, vocabulary))
      kept.push_back(definition);
  return kept;
}

const std::vector<std::uint32_t>& SlicedFile::conditions(std::uint32_t line) const {
  return conditions_.at(line - 1);
}

std::string SlicedFile::text(const std::set<std::string>& vocabulary) const {
  std::vector<bool> keep = wanted_lines();
  keep_directives(keep, vocabulary);

  std::string text;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    if (keep[i]) text += lines_[i];
    text += '\n';
  }
  return text;
}

} // namespace walkcheck::frontend
