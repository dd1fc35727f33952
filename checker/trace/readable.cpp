// SPDX-License-Identifier: GPL-2.0-only
#include "checker/trace/readable.hpp"

#include "model/support/utf8.hpp"

namespace walkcheck::trace {

std::string readable(std::string_view line) {
  std::string text;
  bool space = false;
  for (const char c : support::repaired(line)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte == 0x7f) {
      space = !text.empty();
      continue;
    }
    if (space) text += ' ';
    space = false;
    text += c;
  }
  return text;
}

} // namespace walkcheck::trace
