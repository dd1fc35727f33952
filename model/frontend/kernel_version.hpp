// SPDX-License-Identifier: GPL-2.0-only
// The version of a kernel, as far as the vocabulary goes by it: 6.12.7 is 612.
#pragma once

#include <optional>
#include <string>

namespace walkcheck::frontend {

// What specs/kernel/ stands for where no tree says another.
constexpr unsigned kDefaultKernel = 601;
// What its headers were compared with.
constexpr unsigned kOldestCompared = 601, kNewestCompared = 612;

// "6.12" -> 612; nothing where it is no such version.
std::optional<unsigned> kernel_version(const std::string& text);
// 612 -> "6.12"
std::string version_text(unsigned version);

// Of the top Makefile of a tree: its VERSION and PATCHLEVEL.
std::optional<unsigned> version_of_makefile(const std::string& text);

} // namespace walkcheck::frontend
