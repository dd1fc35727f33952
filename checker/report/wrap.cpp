// SPDX-License-Identifier: GPL-2.0-only
#include "checker/report/wrap.hpp"

#include <algorithm>

namespace walkcheck::report {
namespace {

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t start = std::min(text.find_first_not_of(" \t\n"), text.size());
    text.remove_prefix(start);
    const std::size_t end = std::min(text.find_first_of(" \t\n"), text.size());
    if (end > 0) words.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return words;
}

} // namespace

std::vector<std::string> wrap(std::string_view text, std::size_t width, std::size_t indent,
                              std::size_t hanging) {
  // Each line takes at least one character, however narrow the column is.
  const std::size_t room = std::max({width, indent + 1, hanging + 1});
  std::vector<std::string> lines{std::string(indent, ' ')};
  bool fresh = true; // whether the last line has nothing but its indent
  const auto new_line = [&] {
    lines.emplace_back(hanging, ' ');
    fresh = true;
  };
  for (std::string_view word : words_of(text)) {
    if (!fresh && width_of(lines.back()) + 1 + width_of(word) > room) new_line();
    if (!fresh) lines.back() += ' ';
    while (width_of(lines.back()) + width_of(word) > room) {
      const std::size_t cut = support::bytes_that_fit(word, room - width_of(lines.back()));
      lines.back() += word.substr(0, cut);
      word.remove_prefix(cut);
      new_line();
    }
    lines.back() += word;
    fresh = false;
  }
  return lines;
}

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent,
                    std::size_t hanging) {
  std::string result;
  for (const std::string& line : wrap(text, width, indent, hanging))
    result += line + '\n';
  return result;
}

} // namespace walkcheck::report
