// SPDX-License-Identifier: GPL-2.0-only
// Calls of functions on memory that C or the kernel defines: memset(), memcmp(), memset64() ...
// Each does what it says, wherever its memory is. Of C's other functions on memory and strings that
// a text only declares, none does nothing: they are refused.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace llvm {
class Module;
} // namespace llvm

namespace walkcheck::frontend {

void replace_memory_calls(llvm::Module& module);

// How such a function is declared, for a text that does not; none: it is no such function.
std::optional<std::string> memory_prototype(std::string_view function);

// Whether C defines a function of this name, which walkcheck has no text of.
bool is_refused_library_function(std::string_view function);

} // namespace walkcheck::frontend
