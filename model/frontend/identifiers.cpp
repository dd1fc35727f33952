// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/identifiers.hpp"

#include "model/frontend/source_text.hpp"

#include <algorithm>

namespace walkcheck::frontend {

std::vector<std::string> identifiers(const std::string& text) {
  std::vector<std::string> found;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && is_identifier_character(text[end]))
      ++end;
    if (end > i) found.push_back(text.substr(i, end - i));
    i = std::max(end, i + 1);
  }
  return found;
}

} // namespace walkcheck::frontend
