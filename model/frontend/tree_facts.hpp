// SPDX-License-Identifier: GPL-2.0-only
// What a kernel tree says about itself: its version and its configuration. Entry points:
// tree_version(), tree_configuration().
#pragma once

#include "model/frontend/configuration.hpp"
#include "model/frontend/kernel_tree.hpp"

#include <optional>

namespace walkcheck::frontend {

// 612 for 6.12, from the tree's Makefile; nothing if that gives no version.
std::optional<unsigned> tree_version(KernelTree& tree);

// The configuration of a folder that has been configured: its .config, or the files that the build
// made of that. Empty if there is none, and for a tarball.
Configuration tree_configuration(KernelTree& tree);

} // namespace walkcheck::frontend
