// SPDX-License-Identifier: GPL-2.0-only
#include "model/scenario/tree_version.hpp"

#include "model/frontend/tree_facts.hpp"

#include <fmt/format.h>

namespace walkcheck::scenario {

frontend::Source with_tree_version(const frontend::Source& source, SharedTree* tree) {
  frontend::Source result = source;
  if (tree == nullptr) return result;
  if (const auto version = frontend::tree_version(tree->tree))
    result.defines["WALKCHECK_KERNEL"] = fmt::format("{}", *version);
  return result;
}

} // namespace walkcheck::scenario
