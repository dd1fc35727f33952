// SPDX-License-Identifier: GPL-2.0-only
// Finds which lines of a C file define what. It runs universal-ctags and completes the line ranges.
// Entry point: find_definitions().
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

// In the order of the text; a definition inside another comes after it. An enumerator, or a type
// inside another, has the lines of the outermost type around it.
std::vector<Definition> find_definitions(const std::string& text);

// All names that a folder's C files define or declare at top level.
std::set<std::string> names_in_folder(const std::filesystem::path& folder);

} // namespace walkcheck::frontend
