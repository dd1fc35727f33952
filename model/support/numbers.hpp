// SPDX-License-Identifier: GPL-2.0-only
// Numbers of 64 bits in a text. Entry points: number_in(), hex_number_in().
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace walkcheck::support {

// All of the text, to this base, without a prefix; none: it is no such number, or it is too large.
std::optional<std::uint64_t> number_in(std::string_view text, int base = 10);

// "0x7f00"
std::optional<std::uint64_t> hex_number_in(std::string_view text);

} // namespace walkcheck::support
