// SPDX-License-Identifier: GPL-2.0-only
// walkcheck lower: prints the small-step machine that a spec or a kernel function becomes.
#include "checker/cli/commands.hpp"
#include "model/frontend/lower.hpp"
#include "model/program/print.hpp"
#include "model/scenario/file_text.hpp"
#include "model/scenario/schemes.hpp"
#include "model/scenario/tree_version.hpp"

#include <iostream>

namespace walkcheck::cli {

namespace {

// What a scenario says in [machine], as its defaults are.
std::map<std::string, std::string> default_defines(const LowerCommand& command) {
  std::map<std::string, std::string> defines;
  if (!command.files.empty()) defines = scenario::scheme_defines("T1");
  defines["WALKCHECK_PAGING"] = "4";
  return defines;
}

program::Program lowered(const frontend::Source& source, const std::filesystem::path& specs,
                         scenario::SharedTree* tree) {
  frontend::Options options{specs};
  if (tree != nullptr) options.tree = &tree->tree;
  if (!source.files.empty()) options.prepared = &tree->prepared();
  return frontend::lower(source, options);
}

} // namespace

int run(const LowerCommand& command) {
  frontend::Source source;
  source.defines = default_defines(command);
  for (const auto& [name, value] : command.defines)
    source.defines[name] = value;
  if (command.tree) source.slices.push_back({*command.tree, command.functions});
  source.files = command.files;
  const std::filesystem::path place = command.spec.value_or(".");
  if (command.spec) {
    const std::string shown = scenario::shown_path(*command.spec);
    // Read only for its errors, such as a folder or a missing file.
    scenario::read_text(*command.spec, shown, "a spec", scenario::kMaxSpecBytes);
    source.spec = command.spec;
    source.shown_as = shown;
    source.entry = command.entry.value_or(command.spec->stem().string());
  } else {
    source.shown_as = command.tree.value_or(command.files.empty() ? "" : command.files.front());
    source.entry = command.entry ? *command.entry : command.functions.front();
  }
  const auto tree = open_tree(command.sources);
  const std::filesystem::path specs = specs_for(command.sources, place);
  source = scenario::with_tree_version(source, tree.get());
  std::cout << program::print(lowered(source, specs, tree.get())) << std::flush;
  return 0;
}

} // namespace walkcheck::cli
