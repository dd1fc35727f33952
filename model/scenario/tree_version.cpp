// SPDX-License-Identifier: GPL-2.0-only
#include "model/scenario/tree_version.hpp"

#include "model/frontend/tree_facts.hpp"

#include <fmt/format.h>

namespace walkcheck::scenario {

frontend::Source with_tree_version(const frontend::Source& source, SharedTree* tree) {
  frontend::Source result = source;
  if (tree == nullptr) return result;
  const auto version = frontend::tree_version(tree->tree);
  if (!version) return result;
  const auto [given, is_new] =
      result.defines.emplace("WALKCHECK_KERNEL", fmt::format("{}", *version));
  if (!is_new && given->second != fmt::format("{}", *version))
    throw InputError(Diagnostic{
        source.shown_as, 0, 0,
        fmt::format("WALKCHECK_KERNEL is defined as {}, but the kernel tree has version {}.{}",
                    given->second, *version / 100, *version % 100),
        "leave the define out, or run without --kernel"});
  return result;
}

} // namespace walkcheck::scenario
