// SPDX-License-Identifier: GPL-2.0-only
// A build folder of our own for a kernel tree: configured, with the headers that are made, and
// nothing compiled. Entry points: prepare_build(), dry_run().
#pragma once

#include "model/kbuild/architecture.hpp"
#include "model/kbuild/configuration.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace walkcheck::kbuild {

struct BuildPlan {
  std::filesystem::path source;
  Architecture architecture = Architecture::X86;
  std::optional<std::string> config; // a .config's text; none: defconfig
  Symbols settings;                  // changed in it
  bool with_gcc = false;             // the compiler that the configuration is for
};

// Throws InputError where a program is missing that configuring needs, or make fails.
void prepare_build(const BuildPlan& plan, const std::filesystem::path& folder);

// What a change of makes the build folder out of date: files of the tree that it was made from.
std::vector<std::filesystem::path> inputs_of_build(const BuildPlan& plan,
                                                   const std::filesystem::path& folder);

// The files that kbuild made this from, by its own list in a .cmd file; names as there.
std::vector<std::string> dependencies_of(const std::string& cmd_text);

// The compiler's command for each of the objects that make knows how to make.
struct DryRun {
  std::map<std::string, std::string> commands;
  std::string said; // by make, where some are missing
};
DryRun dry_run(const BuildPlan& plan, const std::filesystem::path& folder,
               const std::vector<std::string>& objects);

} // namespace walkcheck::kbuild
