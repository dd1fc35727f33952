// SPDX-License-Identifier: GPL-2.0-only
// Which lines of a C file define what: universal-ctags, with the ranges completed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace walkcheck::frontend {

enum class DefinitionKind : std::uint8_t {
  Function,
  Prototype,
  Type, // struct, union, enum or typedef
  Enumerator,
  Variable,
  Macro,
};

struct Definition {
  DefinitionKind kind;
  std::string name;
  std::uint32_t first_line = 0, last_line = 0; // inclusive, from 1
};

// In the order of the text, what is inside another behind it. The lines of an enumerator, and of a
// type inside another, are those of the outermost type that it is in.
std::vector<Definition> find_definitions(const std::string& text);

// All names that the C files of a folder define or declare, at top level.
std::set<std::string> names_in_folder(const std::filesystem::path& folder);

} // namespace walkcheck::frontend
