// SPDX-License-Identifier: GPL-2.0-only
#include "checker/trace/readable.hpp"

#include <nlohmann/json.hpp>

namespace walkcheck::trace {

std::string readable(std::string_view line) {
  // The JSON library knows UTF-8: dumping with `replace` and parsing again repairs a string.
  const std::string valid =
      nlohmann::json::parse(nlohmann::json(std::string(line))
                                .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  std::string text;
  bool space = false;
  for (const char c : valid) {
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
