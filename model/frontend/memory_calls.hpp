// SPDX-License-Identifier: GPL-2.0-only
// Replaces calls of functions on memory that C or the kernel defines: memset(), memcmp(),
// memset64() ... Each does what it is defined to do, wherever its memory is. C has other functions
// on memory and strings: if a text only declares one, it is refused rather than taken to do
// nothing. Entry point: replace_memory_calls().
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace llvm {
class Module;
} // namespace llvm

namespace walkcheck::frontend {

void replace_memory_calls(llvm::Module& module);

// The declaration of such a function, for a text that has none; nothing for any other function.
std::optional<std::string> memory_prototype(std::string_view function);

// Whether C defines a function of this name for which walkcheck has no text.
bool is_refused_library_function(std::string_view function);

} // namespace walkcheck::frontend
