// SPDX-License-Identifier: GPL-2.0-only
// A kernel tree whose files can be compiled as its own build compiles them: the command for each
// file, made for clang 19. Entry point: PreparedTree::open().
//
// A folder that is built says it itself; else the tree is configured in a folder of our own, in the
// cache. Nothing is ever written to the user's tree or build folder.
#pragma once

#include "model/kbuild/architecture.hpp"
#include "model/kbuild/configuration.hpp"
#include "model/kbuild/output_cache.hpp"
#include "model/kbuild/tree_name.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace walkcheck::kbuild {

struct Preparation {
  std::filesystem::path cache; // empty: default_cache()
  Architecture architecture = Architecture::X86;
  bool without_debug = false;
  Symbols settings; // CONFIG_X -> y, n, m or what it is set to, over the tree's configuration
  std::vector<std::filesystem::path> patches; // applied one after the other, after the revision
  std::function<void(const std::string&)> progress;
};

// Clang's arguments, without -c, -o and the file. Names in them are relative to `folder`, where it
// is to run. `source` is the tree's top in them: source(), or links to its files.
struct Command {
  std::vector<std::string> arguments;
  std::filesystem::path folder;
  std::filesystem::path source;
};

// Several threads may ask it at once.
class PreparedTree {
public:
  // Throws InputError.
  static PreparedTree open(const TreeName& name, const Preparation& preparation);
  ~PreparedTree();
  PreparedTree(PreparedTree&&) noexcept;
  PreparedTree& operator=(PreparedTree&&) noexcept;

  // Of tree-relative files, "mm/gup.c". Many at once ask kbuild once. Throws InputError: there is
  // no such file, it is a header, or the configuration does not compile it.
  Command command(const std::string& file);
  std::vector<Command> commands(const std::vector<std::string>& files);

  // With revision and patches. Throws InputError: there is no such file.
  std::string text(const std::string& file) const;
  std::optional<std::string> text_if_any(const std::string& file) const;

  // Where the files are, but for those that the overlay has: what -I and -ffile-prefix-map name.
  const std::filesystem::path& source() const;
  // A list for clang's -ivfsoverlay; the commands have it already.
  std::optional<std::filesystem::path> overlay() const;

  std::string version() const; // "6.1.192"
  // "6.1.192, OBJ/.config (gcc 12), without debug options": no folder of this machine is named.
  std::string describe() const;
  // CONFIG_X -> "y", "m" or what it is set to. Configures the tree if that was not done yet.
  std::map<std::string, std::string> config();

  // For what is made of its files.
  OutputCache& outputs();

private:
  struct Impl;
  explicit PreparedTree(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

} // namespace walkcheck::kbuild
