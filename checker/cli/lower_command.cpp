// SPDX-License-Identifier: GPL-2.0-only
// walkcheck lower: prints the small-step machine that a spec or a kernel function becomes.
#include "checker/cli/commands.hpp"
#include "model/frontend/lower.hpp"
#include "model/program/print.hpp"
#include "model/scenario/file_text.hpp"
#include "model/scenario/tree_version.hpp"

#include <iostream>

namespace walkcheck::cli {

int run(const LowerCommand& command) {
  frontend::Source source;
  source.defines = {{"WALKCHECK_PAGING", "4"}};
  for (const auto& [name, value] : command.defines)
    source.defines[name] = value;
  if (command.tree) source.slices.push_back({*command.tree, command.functions});
  const std::filesystem::path place = command.spec.value_or(".");
  if (command.spec) {
    const std::string shown = scenario::shown_path(*command.spec);
    // Read only for its errors, such as a folder or a missing file.
    scenario::read_text(*command.spec, shown, "a spec", scenario::kMaxSpecBytes);
    source.spec = command.spec;
    source.shown_as = shown;
    source.entry = command.entry.value_or(command.spec->stem().string());
  } else {
    source.shown_as = *command.tree;
    source.entry = command.entry.value_or(command.functions.front());
  }
  const auto tree = open_tree(command.sources);
  const std::filesystem::path specs = specs_for(command.sources, place);
  source = scenario::with_tree_version(source, tree.get());
  std::cout << program::print(frontend::lower(source, {specs, tree ? &tree->tree : nullptr}))
            << std::flush;
  return 0;
}

} // namespace walkcheck::cli
