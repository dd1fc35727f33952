// SPDX-License-Identifier: GPL-2.0-only
#include "checker/cli/commands.hpp"

#include "model/frontend/kernel_version.hpp"
#include "model/frontend/tree_facts.hpp"
#include "model/scenario/specs_folder.hpp"

#include <fmt/format.h>

#include <iostream>

namespace walkcheck::cli {
namespace {

// In a kernel that nobody compared with specs/kernel/, a name may mean something else.
void warn_of_version(std::optional<unsigned> version) {
  using frontend::version_text;
  if (version && *version >= frontend::kOldestCompared && *version <= frontend::kNewestCompared)
    return;
  std::cerr << fmt::format(
      "warning: {}; specs/kernel/ was only compared with {} and {}, so names may have another "
      "meaning\n",
      version ? fmt::format("the tree is kernel {}", version_text(*version))
              : fmt::format("the tree's Makefile gives no version, so {} is assumed",
                            version_text(frontend::kDefaultKernel)),
      version_text(frontend::kOldestCompared), version_text(frontend::kNewestCompared));
}

} // namespace

std::unique_ptr<scenario::SharedTree> open_tree(const SourceSettings& sources) {
  if (!sources.kernel) return nullptr;
  kbuild::Preparation preparation;
  preparation.patches = sources.patches;
  preparation.settings = sources.configuration.settings;
  preparation.without_debug = sources.configuration.without_debug;
  preparation.progress = [](const std::string& what) { std::cerr << what << '\n'; };
  auto tree = std::make_unique<scenario::SharedTree>(*sources.kernel, std::move(preparation));
  warn_of_version(frontend::tree_version(tree->tree));
  return tree;
}

std::filesystem::path specs_for(const SourceSettings& sources, const std::filesystem::path& file) {
  return scenario::find_specs(sources.specs, file, WALKCHECK_SPECS_DIR);
}

} // namespace walkcheck::cli
