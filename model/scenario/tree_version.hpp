// SPDX-License-Identifier: GPL-2.0-only
// Compiles a spec with the vocabulary of the kernel version whose tree its functions are cut out
// of. Entry point: with_tree_version().
#pragma once

#include "model/scenario/build.hpp"

namespace walkcheck::scenario {

// The source; with a tree, WALKCHECK_KERNEL is set to the version in the tree's Makefile. Throws
// InputError if the source defines another version.
frontend::Source with_tree_version(const frontend::Source& source, SharedTree* tree);

} // namespace walkcheck::scenario
