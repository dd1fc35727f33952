// SPDX-License-Identifier: GPL-2.0-only
// The kernel's annotations of a declaration, which a reader of C text without its headers takes
// for names: `static bool disabled __read_mostly;`.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace walkcheck::frontend {

// The macros that stand for attributes, sections, address spaces and the like. specs/kernel/
// defines each of them.
std::span<const std::string_view> attribute_macros();

// The text with these macros, their arguments, and __attribute__((...)) blanked; everything else
// stays in its line and column. `text` has no comments and strings: see source_text.hpp.
std::string without_attributes(const std::string& text);

} // namespace walkcheck::frontend
