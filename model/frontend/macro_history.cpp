// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/macro_history.hpp"

#include "model/frontend/identifiers.hpp"
#include "model/frontend/source_text.hpp"
#include "model/frontend/whole/directives.hpp"

#include <algorithm>
#include <string_view>

namespace walkcheck::frontend {
namespace {

std::string_view word_at_front(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && is_identifier_character(text[end]))
    ++end;
  return text.substr(0, end);
}

} // namespace

MacroHistory::MacroHistory(const std::string& directives) {
  std::map<std::string, std::size_t, std::less<>> known;
  std::size_t file = 0;
  Stretch* last = nullptr;
  for (std::string_view rest = directives; !rest.empty();) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const char kind = line.front();
    line.remove_prefix(1);
    const std::uint32_t at = number_at_front(line);
    if (kind == kStretchMark) {
      const auto [name, is_new] = known.try_emplace(std::string(line), files_.size());
      if (is_new) files_.push_back(name->first);
      file = name->second;
      std::vector<Stretch>& of_file = stretches_[name->first];
      of_file.push_back({at, directives_.size(), directives_.size()});
      last = &of_file.back();
      continue;
    }
    const bool is_end = line.starts_with("undef ");
    line.remove_prefix(line.find(' ') + 1);
    line = line.substr(0, line.find_last_not_of(' ') + 1); // a comment was behind it
    const std::string name(word_at_front(line));
    of_a_name_[name].push_back(directives_.size());
    directives_.push_back({file, at, name, is_end ? "" : std::string(line)});
    if (last != nullptr) last->end = directives_.size();
  }
}

// How many directives were read when the line was.
std::size_t MacroHistory::place_of(const std::vector<Stretch>& stretches,
                                   std::uint32_t line) const {
  const Stretch* best = nullptr;
  for (const Stretch& stretch : stretches)
    if (stretch.first_line <= line && (best == nullptr || best->first_line < stretch.first_line))
      best = &stretch;
  if (best == nullptr) return 0;
  std::size_t place = best->begin;
  while (place < best->end && directives_[place].line <= line)
    ++place;
  return place;
}

std::set<MacroText> MacroHistory::seen_from(const std::string& file, std::uint32_t line,
                                            const std::vector<std::string>& names) const {
  const auto stretches = stretches_.find(file);
  if (stretches == stretches_.end()) return {};
  const std::size_t place = place_of(stretches->second, line);
  std::set<MacroText> found;
  std::set<std::string> known;
  std::vector<std::string> open = names;
  while (!open.empty()) {
    const std::string name = std::move(open.back());
    open.pop_back();
    const auto all = of_a_name_.find(name);
    if (!known.insert(name).second || all == of_a_name_.end()) continue;
    const auto after = std::ranges::lower_bound(all->second, place);
    if (after == all->second.begin()) continue;
    const Directive& directive = directives_[*std::prev(after)];
    if (directive.text.empty()) continue;
    found.insert({name, files_[directive.file], directive.text});
    const std::vector<std::string> used = identifiers(without_comments_and_strings(directive.text));
    open.insert(open.end(), used.begin(), used.end());
  }
  return found;
}

} // namespace walkcheck::frontend
