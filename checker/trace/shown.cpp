// SPDX-License-Identifier: GPL-2.0-only
#include "checker/trace/shown.hpp"

#include <algorithm>

namespace walkcheck::trace {

bool is_vocabulary(const std::string& shown_file) {
  return (shown_file.starts_with("kernel/") || shown_file.starts_with("specs/kernel/")) &&
         shown_file.ends_with(".h");
}

const program::SourceLocation* shown(const std::vector<program::SourceLocation>& where) {
  const auto found = std::ranges::find_if(
      where, [](const program::SourceLocation& at) { return !is_vocabulary(at.file); });
  if (found != where.end()) return &*found;
  return where.empty() ? nullptr : &where.back();
}

} // namespace walkcheck::trace
