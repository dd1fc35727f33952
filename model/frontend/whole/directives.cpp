// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/whole/directives.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

namespace walkcheck::frontend {
namespace {

// The file of a line marker, `12 "name" flags`; none: it is no marker.
std::optional<std::string> file_of_marker(std::string_view text) {
  const std::size_t begin = text.find('"');
  const std::size_t end = text.rfind('"');
  if (begin == std::string_view::npos || begin == end) return std::nullopt;
  return std::string(text.substr(begin + 1, end - begin - 1));
}

std::string relative_to(const std::string& file,
                        const std::vector<std::filesystem::path>& folders) {
  const std::string name = (folders.front() / file).lexically_normal().string();
  for (const std::filesystem::path& folder : folders)
    if (const std::string prefix = folder.lexically_normal().string() + '/';
        name.starts_with(prefix))
      return name.substr(prefix.size());
  return name;
}

} // namespace

std::uint32_t number_at_front(std::string_view& text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (text.starts_with(' ')) text.remove_prefix(1);
  return number;
}

std::string directives_of(const std::string& preprocessed,
                          const std::vector<std::filesystem::path>& folders) {
  std::string kept;
  std::uint32_t at = 0; // the next line's number in its file
  bool is_text = false; // of a file
  std::map<std::string, std::string> known;
  for (std::string_view rest = preprocessed; !rest.empty();) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (line.starts_with("# ")) {
      line.remove_prefix(2);
      at = number_at_front(line);
      const std::optional<std::string> file = file_of_marker(line);
      is_text = file && !file->starts_with('<');
      if (!is_text) continue;
      const auto [name, is_new] = known.try_emplace(*file);
      if (is_new) name->second = relative_to(*file, folders);
      kept += fmt::format("{}{} {}\n", kStretchMark, at, name->second);
      continue;
    }
    if (is_text && (line.starts_with("#define ") || line.starts_with("#undef ")))
      kept += fmt::format("{}{} {}\n", kDirectiveMark, at, line.substr(1));
    ++at;
  }
  return kept;
}

} // namespace walkcheck::frontend
