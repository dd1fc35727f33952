// SPDX-License-Identifier: GPL-2.0-only
// The words of a command as a shell would split it, with the quotes that kbuild writes, and no
// more: no variables, no globs. Entry point: shell_words().
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace walkcheck::kbuild {

// Of the first command of `text`: up to `;`, `&`, `|` or the end of the line, outside quotes.
std::vector<std::string> shell_words(std::string_view text);

// What a makefile's text stands for: `$$` and `$(pound)`.
std::string without_make_escapes(std::string_view text);

} // namespace walkcheck::kbuild
