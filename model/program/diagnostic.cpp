// SPDX-License-Identifier: GPL-2.0-only
#include "model/program/diagnostic.hpp"

#include <fmt/format.h>

namespace walkcheck {
namespace {

std::string joined(const std::vector<Diagnostic>& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) {
    if (!text.empty()) text += '\n';
    text += to_string(diagnostic);
  }
  return text;
}

} // namespace

std::string to_string(const Diagnostic& diagnostic) {
  std::string text = diagnostic.file;
  if (diagnostic.line != 0) text += fmt::format(":{}", diagnostic.line);
  if (diagnostic.line != 0 && diagnostic.column != 0) text += fmt::format(":{}", diagnostic.column);
  text += fmt::format("{}{}", text.empty() ? "" : ": ", diagnostic.cause);
  if (!diagnostic.remedy.empty()) text += fmt::format("\n  {}", diagnostic.remedy);
  return text;
}

InputError::InputError(Diagnostic diagnostic)
    : InputError(std::vector<Diagnostic>{std::move(diagnostic)}) {}

InputError::InputError(std::vector<Diagnostic> diagnostics)
    : std::runtime_error(joined(diagnostics)), diagnostics_(std::move(diagnostics)) {}

} // namespace walkcheck
