// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/remedy.hpp"

#include "model/support/near_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <regex>

namespace walkcheck::frontend {
namespace {

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::string quoted_name(const std::string& cause) {
  static const std::regex kQuoted(
      "'(?:const |volatile |struct |union |enum )*([A-Za-z_][A-Za-z0-9_]*)[^']*'");
  std::smatch match;
  return std::regex_search(cause, match, kQuoted) ? match[1].str() : "";
}

bool is_sliced(const Diagnostic& error, const Unit& unit) {
  return std::ranges::any_of(unit.slices,
                             [&](const SlicedFile& slice) { return slice.file() == error.file; });
}

std::string remedy_for_missing(const MissingName& missing, const Diagnostic& error,
                               const Unit& unit) {
  const std::string define_it = fmt::format(
      "define {} in the spec, before a line `{}`, or cut it out of the kernel file that has it",
      missing.name, Unit::kSlicesHere);
  if (unit.spec_defines.contains(missing.name))
    return fmt::format("the spec defines {} after the slices: put the line `{}` below it",
                       missing.name, Unit::kSlicesHere);
  const bool wanted = std::ranges::any_of(
      unit.slices, [&](const SlicedFile& slice) { return slice.wanted().contains(missing.name); });
  if (wanted)
    return fmt::format("{} is cut out, in a part that an #if leaves out or below its use: define "
                       "the configuration that selects it, or declare it before a line `{}`",
                       missing.name, Unit::kSlicesHere);
  if (is_sliced(error, unit)) return define_it;
  const std::vector<std::string> known(unit.vocabulary.begin(), unit.vocabulary.end());
  return support::did_you_mean(missing.name, known,
                               "define it in the spec, or use a name that specs/kernel/ has");
}

} // namespace

std::optional<MissingName> missing_name(const std::string& cause) {
  using Kind = MissingName::Kind;
  if (cause.starts_with("call to undeclared function") ||
      cause.starts_with("call to undeclared library function"))
    return MissingName{Kind::Function, quoted_name(cause)};
  constexpr std::array<std::string_view, 4> kOther{
      "unknown type name", "use of undeclared identifier", "incomplete", "must use 'struct' tag"};
  for (const std::string_view part : kOther)
    if (has(cause, part) && !quoted_name(cause).empty())
      return MissingName{Kind::Other, quoted_name(cause)};
  return std::nullopt;
}

std::optional<std::string> type_of_opaque_result(const std::string& cause) {
  static const std::regex kWanted(
      "(?:assigning to|initializing|from a function with incompatible result type|to parameter of "
      "incompatible type) '([^']*)'.*");
  static const std::regex kGiven("'unsigned long'");
  std::smatch match;
  if (!std::regex_search(cause, kGiven) || !std::regex_search(cause, match, kWanted))
    return std::nullopt;
  return match[1].str();
}

std::vector<std::string> opaque_called_at(const Diagnostic& error, const Unit& unit) {
  std::vector<std::string> called;
  for (const SlicedFile& slice : unit.slices) {
    if (slice.file() != error.file || error.line == 0 || error.line > slice.lines().size())
      continue;
    for (const auto& [name, result] : unit.opaque)
      if (std::regex_search(slice.lines()[error.line - 1], std::regex("\\b" + name + "\\s*\\(")))
        called.push_back(name);
  }
  return called;
}

std::string remedy_for(const Diagnostic& error, const Unit& unit) {
  const std::string& cause = error.cause;
  if (const auto missing = missing_name(cause)) return remedy_for_missing(*missing, error, unit);
  if (has(cause, "file not found"))
    return "a spec sees its own folder, specs/ and specs/kernel/, and no C library";
  if (has(cause, "no member named"))
    return fmt::format("cut the type out of the kernel file that has it, or define it with this "
                       "member in the spec, before a line `{}`",
                       Unit::kSlicesHere);
  if (has(cause, "conflicting types") && unit.opaque.contains(quoted_name(cause)))
    return fmt::format("a slice calls it: put the line `{}` below its definition",
                       Unit::kSlicesHere);
  if (const auto called = opaque_called_at(error, unit); !called.empty())
    return fmt::format("nothing defines {}(): declare it with its types in the spec, before a line "
                       "`{}`",
                       called.front(), Unit::kSlicesHere);
  if (has(cause, "redefinition of"))
    return "remove this definition: specs/kernel/, a slice or the spec has one already";
  if (has(cause, "uninitialized"))
    return "give the variable a value: what an uninitialized one holds cannot be checked";
  if (has(cause, "non-void function does not return")) return "return a value on every path";
  return "clang 19 rejects this as GNU C11";
}

} // namespace walkcheck::frontend
