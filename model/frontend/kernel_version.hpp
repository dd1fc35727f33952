// SPDX-License-Identifier: GPL-2.0-only
// The version of a kernel, as far as the vocabulary depends on it: 6.12.7 is 612.
#pragma once

#include <optional>
#include <string>

namespace walkcheck::frontend {

// The version of specs/kernel/ if no tree gives another one.
constexpr unsigned kDefaultKernel = 601;
// The versions with which its headers were compared.
constexpr unsigned kOldestCompared = 601, kNewestCompared = 612;

// "6.12" -> 612; nothing if the text is not such a version.
std::optional<unsigned> kernel_version(const std::string& text);
// 612 -> "6.12"
std::string version_text(unsigned version);

// The VERSION and PATCHLEVEL in the top Makefile of a tree.
std::optional<unsigned> version_of_makefile(const std::string& text);

} // namespace walkcheck::frontend
