// SPDX-License-Identifier: GPL-2.0-only
// The part of a kernel tree that memory management and KVM are compiled from: a whole one has ten
// times as much. Entry points: is_in_subset(), unpack().
#pragma once

#include "model/kbuild/architecture.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace walkcheck::kbuild {

// "mm/gup.c". Every Kconfig and Makefile is, since kbuild reads them all.
bool is_in_subset(const std::string& file, Architecture architecture);

// Writes the subset of a tarball of a kernel into the folder. Throws InputError where it is none,
// or is damaged.
void unpack(const std::filesystem::path& tarball, Architecture architecture,
            const std::filesystem::path& folder);

// A folder with a link for each file of the subset of `tree`, without what building it left there.
void link_subset(const std::filesystem::path& tree, Architecture architecture,
                 const std::filesystem::path& folder);

// The folders of the subset: a new file changes the time of its folder.
std::vector<std::filesystem::path> folders_of_subset(const std::filesystem::path& tree,
                                                     Architecture architecture);

} // namespace walkcheck::kbuild
