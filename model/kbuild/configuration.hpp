// SPDX-License-Identifier: GPL-2.0-only
// A kernel's .config as symbols, and what is changed in one. Entry points: symbols_of(),
// with_settings().
#pragma once

#include "model/kbuild/architecture.hpp"

#include <map>
#include <string>
#include <vector>

namespace walkcheck::kbuild {

// CONFIG_X -> "y", "m", "12", "\"text\"". What is not set is not in it.
using Symbols = std::map<std::string, std::string>;
Symbols symbols_of(const std::string& text);

// The text with these set, or not set ("n"), as scripts/config does: the last line of a symbol
// counts, and `make olddefconfig` settles what follows from it.
std::string with_settings(const std::string& text, const Symbols& settings);

// What defconfig lacks of the code that walks and changes page tables.
const Symbols& settings_for_page_tables(Architecture architecture);
// What is off without debug options: what checks, counts or watches the code.
const Symbols& settings_without_debug();

// "gcc 12", "clang 19": the compiler that it was made for; empty: it does not say.
std::string compiler_of(const Symbols& symbols);

} // namespace walkcheck::kbuild
