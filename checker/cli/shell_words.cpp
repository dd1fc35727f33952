// SPDX-License-Identifier: GPL-2.0-only
#include "checker/cli/shell_words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

namespace walkcheck::cli {
namespace {

// '[' and '*' are left out, as a shell would expand them to file names.
constexpr const char* kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                               "/._-+,:=@%";

std::string quoted(const std::string& word) {
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string text = "'";
  for (const char c : word)
    text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + '\'';
}

} // namespace

std::string shell_line(const std::vector<std::string>& words) {
  std::vector<std::string> parts;
  std::ranges::transform(words, std::back_inserter(parts), quoted);
  return fmt::format("{}", fmt::join(parts, " "));
}

} // namespace walkcheck::cli
