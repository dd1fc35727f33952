// SPDX-License-Identifier: GPL-2.0-only
// What a kernel tree says of itself: its version, and how it was configured.
#pragma once

#include "model/frontend/configuration.hpp"
#include "model/frontend/kernel_tree.hpp"

#include <optional>

namespace walkcheck::frontend {

// 612 of 6.12, as its Makefile says; nothing where that says none.
std::optional<unsigned> tree_version(KernelTree& tree);

// Of a folder that has been configured: its .config, or what the build made of that. Empty where
// there is none, and for a tarball.
Configuration tree_configuration(KernelTree& tree);

} // namespace walkcheck::frontend
