// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/source_text.hpp"

#include <algorithm>
#include <cctype>

namespace walkcheck::frontend {
namespace {

constexpr std::size_t kLongestLabel = 72;
constexpr std::size_t kLabelLines = 4;

std::size_t end_of_literal(const std::string& text, std::size_t start) {
  std::size_t i = start + 1;
  while (i < text.size() && text[i] != text[start] && text[i] != '\n')
    i += text[i] == '\\' ? 2 : 1;
  return std::min(i + 1, text.size());
}

// The end of the comment or literal to blank that starts at `i`; `i` itself if there is none.
std::size_t end_of_blank(const std::string& text, std::size_t i) {
  const auto rest = std::string_view(text).substr(i);
  if (rest.starts_with("/*")) {
    const std::size_t end = text.find("*/", i + 2);
    return end == std::string::npos ? text.size() : end + 2;
  }
  if (rest.starts_with("//")) return std::min(text.find('\n', i), text.size());
  if (text[i] == '"' || text[i] == '\'') return end_of_literal(text, i);
  return i;
}

enum class Literals : std::uint8_t { Kept, Blanked };

std::string without(const std::string& text, Literals literals) {
  std::string result = text;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t end = end_of_blank(text, i);
    if (end == i) {
      ++i;
      continue;
    }
    if (literals == Literals::Blanked || text[i] == '/') blank(result, i, end);
    i = end;
  }
  return result;
}

std::size_t skip_spaces(std::string_view text, std::size_t i) {
  while (i < text.size() && std::isspace(static_cast<unsigned char>(text[i])) != 0)
    ++i;
  return i;
}

std::size_t after_balanced(std::string_view text, std::size_t i) {
  int depth = 0;
  for (; i < text.size(); ++i) {
    if (text[i] == '(' || text[i] == '[') ++depth;
    if ((text[i] == ')' || text[i] == ']') && --depth == 0) return i + 1;
  }
  return text.size();
}

// The position after an identifier or a parenthesis and the calls, indices and members that follow
// it.
std::size_t after_postfix(std::string_view text, std::size_t i) {
  if (i < text.size() && text[i] == '(') i = after_balanced(text, i);
  while (i < text.size() && is_identifier_character(text[i]))
    ++i;
  for (;;) {
    const std::string_view rest = text.substr(std::min(i, text.size()));
    if (rest.starts_with("(") || rest.starts_with("[")) {
      i = after_balanced(text, i);
    } else if (rest.starts_with("->") || rest.starts_with(".")) {
      i += rest[0] == '.' ? 1 : 2;
      while (i < text.size() && is_identifier_character(text[i]))
        ++i;
    } else {
      return i;
    }
  }
}

// For a member access, debug information gives the place of the member's name. This moves it to the
// beginning of `a->b`.
std::size_t before_members(std::string_view text, std::size_t i) {
  for (;;) {
    const std::string_view left = text.substr(0, i);
    std::size_t start = 0;
    if (left.ends_with("->"))
      start = i - 2;
    else if (left.ends_with("."))
      start = i - 1;
    else
      return i;
    while (start > 0 && is_identifier_character(text[start - 1]))
      --start;
    if (start == i) return i;
    i = start;
  }
}

std::string squeezed(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const bool space = std::isspace(static_cast<unsigned char>(c)) != 0;
    if (!space)
      result += c;
    else if (!result.empty() && result.back() != ' ')
      result += ' ';
  }
  while (!result.empty() && result.back() == ' ')
    result.pop_back();
  return result;
}

std::string shortened(std::string_view text) {
  const std::string label = squeezed(text);
  return label.size() <= kLongestLabel ? label : label.substr(0, kLongestLabel - 3) + "...";
}

// "if (a ||" -> "a ||", "x = y;" -> "x = y".
std::string without_frame(std::string text) {
  for (const std::string_view opening : {"if (", "while (", "} else if ("})
    if (text.starts_with(opening)) {
      text.erase(0, opening.size());
      if (text.ends_with("{")) text = squeezed(text.substr(0, text.size() - 1));
      if (text.ends_with(")") && after_balanced("(" + text, 0) == text.size() + 1) text.pop_back();
    }
  if (text.ends_with(";")) text.pop_back();
  return text;
}

bool starts_operand(std::string_view text) {
  const bool prefix = text[0] == '*' || text[0] == '!' || text[0] == '(' ||
                      (text[0] == '&' && !text.starts_with("&&"));
  return prefix || is_identifier_character(text[0]);
}

} // namespace

void blank(std::string& text, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < std::min(to, text.size()); ++i)
    if (text[i] != '\n') text[i] = ' ';
}

bool is_identifier_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

std::string without_comments_and_strings(const std::string& text) {
  return without(text, Literals::Blanked);
}

std::string without_comments(const std::string& text) {
  return without(text, Literals::Kept);
}

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    lines.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return lines;
}

std::string expression_at(const std::vector<std::string>& lines, std::uint32_t line,
                          std::uint32_t column) {
  if (line == 0 || column == 0 || line > lines.size() || column > lines[line - 1].size()) return "";
  std::string text;
  for (std::size_t i = line - 1; i < std::min(lines.size(), line - 1 + kLabelLines); ++i)
    text += lines[i] + '\n';

  std::size_t start = column - 1;
  // The place of `a || b` is its operator, so the whole line says more than what follows the place.
  if (!starts_operand(std::string_view(text).substr(start)))
    return shortened(without_frame(squeezed(lines[line - 1])));
  std::size_t i = start;
  while (i < text.size() && (text[i] == '*' || text[i] == '&' || text[i] == '!'))
    i = skip_spaces(text, i + 1);
  i = after_postfix(text, i);
  if (is_identifier_character(text[start])) start = before_members(text, start);
  return shortened(std::string_view(text).substr(start, i - start));
}

} // namespace walkcheck::frontend
