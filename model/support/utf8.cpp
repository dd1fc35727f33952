// SPDX-License-Identifier: GPL-2.0-only
#include "model/support/utf8.hpp"

#include <utf8proc.h>

namespace walkcheck::support {
namespace {

struct Character {
  std::size_t bytes = 1;
  std::size_t columns = 1;
  bool is_valid = false;
};

Character first_of(std::string_view text) {
  utf8proc_int32_t code = 0;
  const utf8proc_ssize_t bytes =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                       static_cast<utf8proc_ssize_t>(text.size()), &code);
  if (bytes <= 0) return {};
  return {static_cast<std::size_t>(bytes), static_cast<std::size_t>(utf8proc_charwidth(code)),
          true};
}

} // namespace

std::string repaired(std::string_view text) {
  constexpr std::string_view kReplacement = "\xef\xbf\xbd";
  std::string valid;
  while (!text.empty()) {
    const Character next = first_of(text);
    valid += next.is_valid ? text.substr(0, next.bytes) : kReplacement;
    text.remove_prefix(next.bytes);
  }
  return valid;
}

std::size_t width_of(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const Character next = first_of(text);
    columns += next.columns;
    text.remove_prefix(next.bytes);
  }
  return columns;
}

std::size_t bytes_that_fit(std::string_view text, std::size_t columns) {
  std::size_t bytes = 0, used = 0;
  while (bytes < text.size()) {
    const Character next = first_of(text.substr(bytes));
    if (bytes > 0 && used + next.columns > columns) break;
    used += next.columns;
    bytes += next.bytes;
  }
  return bytes;
}

} // namespace walkcheck::support
