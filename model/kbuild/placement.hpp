// SPDX-License-Identifier: GPL-2.0-only
// Whether a configuration compiles a file, by the Makefiles of its folder and of those above.
// Entry points: missing_symbol(), decides_build().
#pragma once

#include "model/kbuild/configuration.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace walkcheck::kbuild {

// Of a makefile's line `obj-$(CONFIG_X) += file.o` whose symbol is not set.
struct Missing {
  std::string makefile, symbol;
};

// `text` gives a tree-relative file's text, or nothing. None: the file is compiled, or the
// makefiles say it in a way that is not read here.
std::optional<Missing>
missing_symbol(const std::string& file, const Symbols& symbols,
               const std::function<std::optional<std::string>(const std::string&)>& text);

// Whether configuring reads the file, or a header is made from it: Kconfig, Makefile, scripts.
bool decides_build(const std::string& file);

} // namespace walkcheck::kbuild
