// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/compared_text.hpp"

#include "model/frontend/definitions.hpp"
#include "model/frontend/identifiers.hpp"
#include "model/frontend/source_text.hpp"
#include "model/frontend/whole/logical_lines.hpp"
#include "model/support/content_hash.hpp"

#include <algorithm>
#include <regex>

namespace walkcheck::frontend {
namespace {

constexpr std::size_t kDigits = 16;

// From one line to another, as indices of logical lines; both included.
struct Range {
  std::size_t first, last;
};

// The directives of one #if, from it to its #endif.
using Conditional = std::vector<std::size_t>;

std::vector<Conditional> conditionals_in(const std::vector<LogicalLine>& lines) {
  static const std::regex kDirective(
      "#[ ]?(if|ifdef|ifndef|elif|elifdef|elifndef|else|endif)\\b.*");
  std::vector<Conditional> open, closed;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::smatch match;
    if (!lines[i].is_directive || !std::regex_match(lines[i].text, match, kDirective)) continue;
    const std::string word = match[1];
    if (word.starts_with("if")) open.emplace_back();
    if (open.empty()) continue;
    open.back().push_back(i);
    if (word != "endif") continue;
    closed.push_back(std::move(open.back()));
    open.pop_back();
  }
  for (Conditional& never_closed : open) {
    never_closed.push_back(lines.size() - 1);
    closed.push_back(std::move(never_closed));
  }
  return closed;
}

std::vector<std::string> identifiers_in(const std::string& text) {
  return identifiers(without_comments_and_strings(text));
}

int depth_of(const std::string& text) {
  const std::string bare = without_comments_and_strings(text);
  return static_cast<int>(std::ranges::count(bare, '(') - std::ranges::count(bare, ')'));
}

} // namespace

std::string hash_of_text(const std::string& text) {
  return text.empty() ? "" : support::sha256(text).substr(0, kDigits);
}

struct ComparedText::Parts {
  std::vector<LogicalLine> lines;
  std::vector<Conditional> conditionals;
  std::vector<Definition> definitions;
  std::multimap<std::string, std::size_t> macros; // the lines that define or undefine one
  bool renumbered = false;                        // the compiler's lines are others

  explicit Parts(const std::string& text);
  std::size_t index_of(std::uint32_t line) const;
  Range range_of(LineRange of) const;
  Range completed(Range range) const;
  bool covers(const Definition& definition, const std::string& name, LineRange compiled) const;
  bool begins_at(const std::string& name, LineRange compiled) const;
  Range use_at(LineRange compiled) const;
  std::string text_of(const std::vector<bool>& wanted) const;
  std::string text_of(Range range) const;
  bool includes_in(const std::vector<bool>& wanted) const;
  static void want(Range range, std::vector<bool>& wanted);
  std::vector<Range> want_definitions(const std::string& name, std::vector<bool>& wanted) const;
  std::string hash_of(const std::vector<bool>& wanted) const;
};

ComparedText::Parts::Parts(const std::string& text)
    : lines(logical_lines(text)), conditionals(conditionals_in(lines)) {
  static const std::regex kMacro("#[ ]?(define|undef) ([A-Za-z_0-9]+).*");
  static const std::regex kLine("#[ ]?(line\\b|[0-9]).*");
  std::string cleaned;
  std::uint32_t next = 1;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    while (next < lines[i].first) {
      cleaned += '\n';
      ++next;
    }
    cleaned += lines[i].indented() + '\n';
    ++next;
    std::smatch match;
    if (!lines[i].is_directive) continue;
    if (std::regex_match(lines[i].text, match, kMacro)) macros.emplace(match[2], i);
    renumbered |= std::regex_match(lines[i].text, kLine);
  }
  definitions = find_definitions(cleaned);
}

// The line that has it, or, of one without text, the next.
std::size_t ComparedText::Parts::index_of(std::uint32_t line) const {
  std::size_t i = 0;
  while (i + 1 < lines.size() && lines[i].last < line)
    ++i;
  return i;
}

Range ComparedText::Parts::range_of(LineRange of) const {
  return {index_of(of.first), std::max(index_of(of.first), index_of(of.last))};
}

// A macro may hide a brace: a body ends in the first column. A conditional belongs to it as a whole
// unless it is inside one branch.
Range ComparedText::Parts::completed(Range range) const {
  if (!lines[range.last].at_margin && lines[range.last].text.starts_with('}'))
    while (range.last + 1 < lines.size() &&
           !(lines[range.last].at_margin && lines[range.last].text.starts_with('}')))
      ++range.last;
  for (bool grows = true; grows;) {
    grows = false;
    for (const Conditional& conditional : conditionals) {
      const bool crossed = std::ranges::any_of(
          conditional, [&](std::size_t line) { return range.first <= line && line <= range.last; });
      if (!crossed || (range.first <= conditional.front() && conditional.back() <= range.last))
        continue;
      range = {std::min(range.first, conditional.front()),
               std::max(range.last, conditional.back())};
      grows = true;
    }
  }
  return range;
}

bool ComparedText::Parts::covers(const Definition& definition, const std::string& name,
                                 LineRange compiled) const {
  return definition.name == name && definition.kind == DefinitionKind::Function &&
         (compiled.first == 0 ||
          (definition.first_line <= compiled.first && compiled.first <= definition.last_line));
}

// Behind the use of a macro without a semicolon a definition may not be found, but the compiler
// knows where it is.
bool ComparedText::Parts::begins_at(const std::string& name, LineRange compiled) const {
  if (compiled.first == 0 || lines.empty()) return false;
  const std::string bare = without_comments_and_strings(lines[index_of(compiled.first)].text);
  const std::size_t at = bare.find(name + '(');
  return at != std::string::npos && (at == 0 || !is_identifier_character(bare[at - 1])) &&
         depth_of(bare.substr(0, at)) == 0;
}

// The use of a macro, from the line behind the statement before it to its last parenthesis, and a
// body that follows.
Range ComparedText::Parts::use_at(LineRange compiled) const {
  Range range = range_of(compiled);
  const auto ends = [&](std::size_t line) {
    const std::string& text = lines[line].text;
    return lines[line].is_directive || text.ends_with(';') || text.ends_with('}') ||
           text.ends_with(')');
  };
  const std::size_t used = range.first;
  while (range.first > 0 && !ends(range.first - 1))
    --range.first;
  int depth = 0;
  for (std::size_t i = used; i < lines.size(); ++i) {
    depth += depth_of(lines[i].text);
    range.last = std::max(range.last, i);
    if (depth <= 0 && i >= range.last) break;
  }
  if (range.last + 1 < lines.size() && lines[range.last + 1].text.starts_with('{'))
    while (range.last + 1 < lines.size() &&
           !(lines[range.last].at_margin && lines[range.last].text.starts_with('}')))
      ++range.last;
  return completed(range);
}

// Directives have lines of their own; where else a line ends does not matter.
std::string ComparedText::Parts::text_of(const std::vector<bool>& wanted) const {
  std::string text;
  bool fresh = true;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!wanted[i] || lines[i].text.empty()) continue;
    if (!text.empty()) text += fresh || lines[i].is_directive ? '\n' : ' ';
    text += lines[i].text;
    fresh = lines[i].is_directive;
  }
  return text;
}

std::string ComparedText::Parts::text_of(Range range) const {
  std::vector<bool> wanted(lines.size(), false);
  want(range, wanted);
  return text_of(wanted);
}

// What is included in the middle of a function is not here.
bool ComparedText::Parts::includes_in(const std::vector<bool>& wanted) const {
  static const std::regex kInclude("#[ ]?(include|include_next|import)\\b.*");
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (wanted[i] && lines[i].is_directive && std::regex_match(lines[i].text, kInclude))
      return true;
  return false;
}

void ComparedText::Parts::want(Range range, std::vector<bool>& wanted) {
  std::fill(wanted.begin() + static_cast<std::ptrdiff_t>(range.first),
            wanted.begin() + static_cast<std::ptrdiff_t>(range.last) + 1, true);
}

// Of a function or macro, with where a macro ends; gives where they are.
std::vector<Range> ComparedText::Parts::want_definitions(const std::string& name,
                                                         std::vector<bool>& wanted) const {
  std::vector<Range> ranges;
  for (const Definition& definition : definitions)
    if (definition.name == name && definition.kind == DefinitionKind::Function)
      ranges.push_back(completed(range_of({definition.first_line, definition.last_line})));
  for (auto [at, end] = macros.equal_range(name); at != end; ++at)
    ranges.push_back({at->second, at->second});
  for (const Range& range : ranges)
    want(range, wanted);
  return ranges;
}

std::string ComparedText::Parts::hash_of(const std::vector<bool>& wanted) const {
  return includes_in(wanted) && !renumbered ? "" : hash_of_text(text_of(wanted));
}

ComparedText::ComparedText(const std::string& text) : parts_(std::make_unique<Parts>(text)) {}
ComparedText::~ComparedText() = default;
ComparedText::ComparedText(ComparedText&&) noexcept = default;
ComparedText& ComparedText::operator=(ComparedText&&) noexcept = default;

bool ComparedText::has(const std::string& name, LineRange compiled) const {
  return parts_->begins_at(name, compiled) ||
         std::ranges::any_of(parts_->definitions, [&](const Definition& definition) {
           return parts_->covers(definition, name, compiled);
         });
}

std::string ComparedText::hash(const std::string& name, LineRange compiled) const {
  if (parts_->lines.empty() || !has(name, compiled)) return "";
  std::vector<bool> wanted(parts_->lines.size(), parts_->renumbered);
  parts_->want_definitions(name, wanted);
  if (compiled.first != 0) Parts::want(parts_->completed(parts_->range_of(compiled)), wanted);
  return parts_->hash_of(wanted);
}

std::string ComparedText::hash_with_all_below(const std::string& name,
                                              const std::set<std::string>& stops) const {
  if (parts_->lines.empty() || !has(name, {})) return "";
  std::vector<bool> wanted(parts_->lines.size(), parts_->renumbered);
  std::set<std::string> known = stops;
  for (std::vector<std::string> open{name}; !open.empty();) {
    const std::string next = std::move(open.back());
    open.pop_back();
    if (!known.insert(next).second) continue;
    for (const Range& range : parts_->want_definitions(next, wanted))
      for (const std::string& used : identifiers_in(parts_->text_of(range)))
        open.push_back(used);
  }
  return parts_->hash_of(wanted);
}

std::vector<std::string> ComparedText::names_in(LineRange lines) const {
  if (parts_->lines.empty()) return {};
  return identifiers_in(parts_->text_of(parts_->range_of(lines)));
}

std::string ComparedText::hash_of_macro(const std::string& macro) const {
  return hash_of_macro(macro, *this, {});
}

std::string ComparedText::hash_of_macro(const std::string& macro, const ComparedText& user,
                                        LineRange compiled) const {
  if (!parts_->macros.contains(macro) || parts_->renumbered || user.parts_->renumbered) return "";
  std::string text;
  std::vector<std::string> open{macro};
  if (compiled.first != 0) {
    text = user.parts_->text_of(user.parts_->use_at(compiled));
    open = identifiers_in(text);
  }
  std::set<std::string> known(open.begin(), open.end());
  std::map<const Parts*, std::vector<bool>> wanted;
  while (!open.empty()) {
    const std::string name = open.back();
    open.pop_back();
    for (const Parts* parts : {parts_.get(), user.parts_.get()})
      for (auto [at, end] = parts->macros.equal_range(name); at != end; ++at) {
        auto [lines, is_new] = wanted.try_emplace(parts, parts->lines.size(), false);
        lines->second[at->second] = true;
        for (const std::string& used : identifiers_in(parts->lines[at->second].text))
          if (known.insert(used).second) open.push_back(used);
      }
  }
  if (!known.contains(macro)) return "";
  for (const Parts* parts : {parts_.get(), user.parts_.get()})
    if (const auto lines = wanted.extract(parts); !lines.empty())
      text += '\n' + parts->text_of(lines.mapped());
  return hash_of_text(text);
}

} // namespace walkcheck::frontend
