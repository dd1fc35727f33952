// SPDX-License-Identifier: GPL-2.0-only
// Text as a terminal shows it, by utf8proc: what is valid UTF-8, and how wide it is.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace walkcheck::support {

// The text with U+FFFD for each byte that is in no valid character.
std::string repaired(std::string_view text);

// In columns. A character that is not valid counts as one.
std::size_t width_of(std::string_view text);

// The bytes of the first characters that fit into so many columns: at least one character's.
std::size_t bytes_that_fit(std::string_view text, std::size_t columns);

} // namespace walkcheck::support
