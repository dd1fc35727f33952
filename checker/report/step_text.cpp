// SPDX-License-Identifier: GPL-2.0-only
#include "checker/report/step_text.hpp"

#include "checker/trace/shown.hpp"

#include <fmt/format.h>

namespace walkcheck::report {
namespace {

std::string words(const trace::Step& step) {
  if (!step.before || !step.after) return "";
  if (*step.before == *step.after) {
    // A store of the value that was there is an event too: it must not look like a load.
    return step.operation == "load" ? step.after_text : step.after_text + " (as before)";
  }
  return fmt::format("{} -> {}", step.before_text, step.after_text);
}

} // namespace

std::string effect(const trace::Step& step) {
  std::string text = step.operation;
  if (!step.object.empty()) text += " " + step.object;
  const std::string change = words(step);
  if (!change.empty()) text += ": " + change;
  if (!step.note.empty()) text += fmt::format("{} {}", change.empty() ? ":" : ";", step.note);
  return text;
}

std::string place(const std::vector<program::SourceLocation>& where) {
  const program::SourceLocation* at = trace::shown(where);
  if (at == nullptr) return "";
  const std::size_t slash = at->file.rfind('/');
  const std::string base = slash == std::string::npos ? at->file : at->file.substr(slash + 1);
  return fmt::format("{}:{}", base, at->line);
}

} // namespace walkcheck::report
