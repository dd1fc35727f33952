// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/kernel_version.hpp"

#include "model/frontend/source_text.hpp"

#include <fmt/format.h>

#include <regex>

namespace walkcheck::frontend {
namespace {

constexpr unsigned kPatchlevels = 100;

std::optional<unsigned> version(const std::string& major, const std::string& minor) {
  if (major.size() > 2 || minor.size() > 2) return std::nullopt;
  return static_cast<unsigned>(std::stoul(major) * kPatchlevels + std::stoul(minor));
}

} // namespace

std::optional<unsigned> kernel_version(const std::string& text) {
  static const std::regex kWritten(R"(^(\d+)\.(\d+)$)");
  std::smatch match;
  if (!std::regex_match(text, match, kWritten)) return std::nullopt;
  return version(match[1], match[2]);
}

std::string version_text(unsigned version) {
  return fmt::format("{}.{}", version / kPatchlevels, version % kPatchlevels);
}

std::optional<unsigned> version_of_makefile(const std::string& text) {
  static const std::regex kAssigned(R"(^(VERSION|PATCHLEVEL)\s*:?=\s*(\d+)\s*$)");
  std::string major, minor;
  for (const std::string& line : split_lines(text)) {
    std::smatch match;
    if (!std::regex_match(line, match, kAssigned)) continue;
    std::string& part = match[1] == "VERSION" ? major : minor;
    if (part.empty()) part = match[2];
  }
  if (major.empty() || minor.empty()) return std::nullopt;
  return version(major, minor);
}

} // namespace walkcheck::frontend
