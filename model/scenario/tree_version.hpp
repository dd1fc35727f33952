// SPDX-License-Identifier: GPL-2.0-only
// The vocabulary that a spec is compiled with follows the kernel tree that functions are cut out
// of.
#pragma once

#include "model/scenario/build.hpp"

namespace walkcheck::scenario {

// The source, and with a tree the version that its Makefile says, as WALKCHECK_KERNEL. Throws
// InputError where it defines another one.
frontend::Source with_tree_version(const frontend::Source& source, SharedTree* tree);

} // namespace walkcheck::scenario
