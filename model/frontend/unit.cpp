// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/unit.hpp"

#include "model/frontend/attributes.hpp"
#include "model/frontend/config_uses.hpp"
#include "model/frontend/memory_calls.hpp"
#include "model/frontend/source_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace walkcheck::frontend {
namespace {

std::string line_directive(std::size_t line, const std::string& file) {
  std::string quoted;
  for (const char c : file) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return fmt::format("#line {} \"{}\"\n", line, quoted);
}

struct SpecParts {
  std::string before, after;
  std::size_t after_line = 1;
};

SpecParts split_spec(const std::string& spec) {
  std::size_t line_number = 1;
  for (std::size_t start = 0; start < spec.size(); ++line_number) {
    const std::size_t end = std::min(spec.find('\n', start), spec.size());
    std::string_view line = std::string_view(spec).substr(start, end - start);
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t' || line.back() == '\r'))
      line.remove_suffix(1);
    start = end + 1;
    if (line == Unit::kSlicesHere)
      return {spec.substr(0, end + 1 - line.size() - 1),
              start < spec.size() ? spec.substr(start) : "", line_number + 1};
  }
  return {"", spec, 1};
}

// If a slice has a function that the vocabulary has, too, the vocabulary's is renamed.
std::string renamed_vocabulary(const Unit& unit) {
  std::set<std::string> both;
  for (const SlicedFile& slice : unit.slices)
    for (const std::string& name : slice.wanted())
      if (unit.vocabulary.contains(name) && slice.has_function(name)) both.insert(name);
  std::string text;
  for (const std::string& name : both)
    text += fmt::format("#define {} specs_kernel_{}\n", name, name);
  text += "#include <kernel/walkcheck.h>\n";
  for (const std::string& name : both)
    text += fmt::format("#undef {}\n", name);
  return text;
}

// Directives for the symbols that differ from specs/kernel/config.h.
std::string configuration_text(const Unit& unit) {
  std::string text;
  for (const auto& [symbol, value] : unit.given_config.symbols)
    text += configuration_directives(symbol, value);
  for (const ConfigUse& use : config_uses(unit)) {
    if (unit.machine_config.knows(use.symbol) || unit.given_config.knows(use.symbol)) continue;
    for (const std::string& symbol : {use.symbol, use.symbol + "_MODULE"})
      if (const auto said = unit.tree_config.symbols.find(symbol);
          said != unit.tree_config.symbols.end())
        text += configuration_directives(symbol, said->second);
  }
  return text;
}

// The word that begins at `i`; empty if there is none.
std::string word_at(const std::string& text, std::size_t i) {
  std::size_t end = i;
  while (end < text.size() && is_identifier_character(text[end]))
    ++end;
  return text.substr(i, end - i);
}

// Finds the tags that a text names, each with its keyword.
void find_tags(const std::string& text, std::map<std::string, std::string>& into) {
  for (std::size_t i = 0; i < text.size();) {
    const std::string word = word_at(text, i);
    i += std::max<std::size_t>(word.size(), 1);
    if (word != "struct" && word != "union" && word != "enum") continue;
    const std::size_t next = std::min(text.find_first_not_of(" \t\n", i), text.size());
    const std::string tag = word_at(text, next);
    if (!tag.empty()) into.emplace(tag, word);
  }
}

// A tag that is first seen in a parameter list is a new type, whatever has the same name later. In
// the tree it is declared before, in a forward declaration or in a header.
std::string forward_declarations(const std::vector<std::string>& texts) {
  std::map<std::string, std::string> keywords; // by tag
  for (const std::string& text : texts)
    find_tags(without_attributes(without_comments_and_strings(text)), keywords);
  std::string result;
  for (const auto& [tag, keyword] : keywords)
    result += fmt::format("{} {};\n", keyword, tag);
  return result;
}

} // namespace

std::string Unit::text() const {
  const SpecParts parts = split_spec(spec);
  std::vector<std::string> sliced;
  for (const SlicedFile& slice : slices)
    sliced.push_back(slice.text(vocabulary));

  std::string text = line_directive(1, "<walkcheck>") + renamed_vocabulary(*this);
  text += configuration_text(*this) + forward_declarations(sliced);
  for (const auto& [name, result] : opaque) {
    const auto known = memory_prototype(name);
    text += known ? *known + ";\n" : fmt::format("extern {} {}();\n", result, name);
  }
  if (!parts.before.empty()) text += line_directive(1, shown_as) + parts.before;
  for (std::size_t i = 0; i < slices.size(); ++i)
    text += '\n' + line_directive(1, slices[i].file()) + sliced[i];
  if (!parts.after.empty()) text += '\n' + line_directive(parts.after_line, shown_as) + parts.after;
  return text;
}

SlicedFile* Unit::slice(const std::string& file) {
  const auto found = std::ranges::find(slices, file, &SlicedFile::file);
  return found == slices.end() ? nullptr : &*found;
}

} // namespace walkcheck::frontend
