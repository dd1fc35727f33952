// SPDX-License-Identifier: GPL-2.0-only
#include "checker/cli/commands.hpp"

#include "model/scenario/specs_folder.hpp"

namespace walkcheck::cli {

std::unique_ptr<scenario::SharedTree> open_tree(const Sources& sources) {
  return sources.kernel ? std::make_unique<scenario::SharedTree>(*sources.kernel) : nullptr;
}

std::filesystem::path specs_for(const Sources& sources, const std::filesystem::path& file) {
  return scenario::find_specs(sources.specs, file, WALKCHECK_SPECS_DIR);
}

} // namespace walkcheck::cli
