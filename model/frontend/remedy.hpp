// SPDX-License-Identifier: GPL-2.0-only
// What to do about a clang error, in terms of specs and slices.
#pragma once

#include "model/frontend/unit.hpp"
#include "model/program/diagnostic.hpp"

#include <optional>
#include <string>
#include <vector>

namespace walkcheck::frontend {

// The thing that is missing according to an error: a function, a type, a name.
struct MissingName {
  enum class Kind : std::uint8_t { Function, Other };
  Kind kind;
  std::string name;
};
std::optional<MissingName> missing_name(const std::string& cause);

// The type that an opaque function's result should have: "pmd_t" for "assigning to 'pmd_t' from
// incompatible type 'unsigned long'".
std::optional<std::string> type_of_opaque_result(const std::string& cause);

// The opaque functions that are called on the line of an error.
std::vector<std::string> opaque_called_at(const Diagnostic& error, const Unit& unit);

std::string remedy_for(const Diagnostic& error, const Unit& unit);

} // namespace walkcheck::frontend
