// SPDX-License-Identifier: GPL-2.0-only
#include "model/support/numbers.hpp"

#include <charconv>

namespace walkcheck::support {

std::optional<std::uint64_t> number_in(std::string_view text, int base) {
  std::uint64_t value = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, value, base);
  if (error != std::errc{} || end != last) return std::nullopt;
  return value;
}

std::optional<std::uint64_t> hex_number_in(std::string_view text) {
  if (!text.starts_with("0x")) return std::nullopt;
  return number_in(text.substr(2), 16);
}

} // namespace walkcheck::support
