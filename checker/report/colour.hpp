// SPDX-License-Identifier: GPL-2.0-only
// What is highlighted on a terminal. Colour says nothing that the text does not say too.
#pragma once

#include <cstdint>
#include <string>

namespace walkcheck::report {

enum class Colour : std::uint8_t { No, Yes };

enum class Style : std::uint8_t {
  Plain,
  Heading, // a CPU, a function
  Aside,   // what takes no part in the race
  Change,  // a word that has a new value, a page that is freed
  Good,
  Bad,
};

std::string styled(const std::string& text, Style style, Colour colour);

} // namespace walkcheck::report
