// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine/operation/message.hpp"

#include <fmt/format.h>

namespace walkcheck::machine {
namespace {

struct Conversion {
  bool alternate = false; // '#'
  bool is_long = false;
  char letter = 0; // 0: none
  std::size_t length = 0;
};

Conversion conversion_at(std::string_view text) {
  Conversion found;
  std::size_t i = 1;
  for (; i < text.size() && text[i] == '#'; ++i)
    found.alternate = true;
  for (; i < text.size() && (text[i] == 'l' || text[i] == 'z'); ++i)
    found.is_long = true;
  if (i < text.size() && std::string_view("diuxp%").find(text[i]) != std::string_view::npos)
    found.letter = text[i++];
  found.length = i;
  return found;
}

std::string shown(const Conversion& conversion, std::uint64_t value) {
  const std::uint64_t bits = conversion.is_long ? value : value & UINT32_MAX;
  switch (conversion.letter) {
  case 'd':
  case 'i':
    return conversion.is_long ? fmt::format("{}", static_cast<std::int64_t>(value))
                              : fmt::format("{}", static_cast<std::int32_t>(value));
  case 'u': return fmt::format("{}", bits);
  case 'p': return fmt::format("{:#x}", value);
  default: return conversion.alternate ? fmt::format("{:#x}", bits) : fmt::format("{:x}", bits);
  }
}

} // namespace

std::string formatted(std::string_view message, const std::vector<std::uint64_t>& values) {
  std::string text;
  std::size_t next = 0;
  while (!message.empty()) {
    const std::size_t percent = std::min(message.find('%'), message.size());
    text += message.substr(0, percent);
    message.remove_prefix(percent);
    if (message.empty()) break;
    const Conversion conversion = conversion_at(message);
    if (conversion.letter == '%') {
      text += '%';
    } else if (conversion.letter != 0 && next < values.size()) {
      text += shown(conversion, values[next++]);
    } else {
      text += message.substr(0, conversion.length);
    }
    message.remove_prefix(conversion.length);
  }
  return text;
}

} // namespace walkcheck::machine
