// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/tree_facts.hpp"

#include "model/frontend/kernel_version.hpp"
#include "model/program/diagnostic.hpp"

namespace walkcheck::frontend {
namespace {

std::optional<std::string> text_if_any(KernelTree& tree, const char* file) {
  try {
    return tree.text(file);
  } catch (const InputError&) {
    return std::nullopt;
  }
}

} // namespace

std::optional<unsigned> tree_version(KernelTree& tree) {
  const auto makefile = text_if_any(tree, "Makefile");
  return makefile ? version_of_makefile(*makefile) : std::nullopt;
}

Configuration tree_configuration(KernelTree& tree) {
  for (const char* file : {".config", "include/config/auto.conf", "include/generated/autoconf.h"})
    if (const auto text = text_if_any(tree, file)) return read_configuration(*text);
  return {};
}

} // namespace walkcheck::frontend
