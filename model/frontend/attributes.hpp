// SPDX-License-Identifier: GPL-2.0-only
// The kernel's annotations of declarations, as in `static bool disabled __read_mostly;`. Without
// the kernel's headers they would be read as names. Entry point: without_attributes().
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace walkcheck::frontend {

// The macros for attributes, sections, address spaces and the like. specs/kernel/ defines each of
// them.
std::span<const std::string_view> attribute_macros();

// The text with these macros, their arguments, and __attribute__((...)) blanked; everything else
// keeps its line and column. `text` must have no comments and strings: see source_text.hpp.
std::string without_attributes(const std::string& text);

} // namespace walkcheck::frontend
