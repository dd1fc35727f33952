// SPDX-License-Identifier: GPL-2.0-only
#include "model/kbuild/not_compiled.hpp"

#include "model/kbuild/placement.hpp"
#include "model/support/near_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace walkcheck::kbuild {
namespace fs = std::filesystem;
namespace {

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored))
    names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

// A file of the header's folder that includes it, as an example; else none.
std::string file_that_includes(const std::string& header, const FileFinder& tree) {
  const fs::path folder = fs::path(header).parent_path();
  const std::string quoted = fmt::format("\"{}\"", fs::path(header).filename().string());
  for (const std::string& name : names_in(tree.folder / folder)) {
    if (!name.ends_with(".c")) continue;
    const std::string file = (folder / name).string();
    const auto text = tree.text(file);
    if (text && text->find("#include " + quoted) != std::string::npos) return file;
  }
  return "";
}

} // namespace

InputError no_such_file(const std::string& file, const FileFinder& tree) {
  const std::string otherwise =
      tree.is_subset ? "of a tarball memory management, KVM and what they need are unpacked: "
                       "for other files unpack it, and name the folder"
                     : "name files relative to the tree's top, as in this kernel's version";
  const fs::path path(file);
  const std::string remedy = support::did_you_mean(
      path.filename().string(), names_in(tree.folder / path.parent_path()), otherwise);
  return InputError(Diagnostic{file, 0, 0, "the kernel tree has no such file", remedy});
}

void require_compilable(const std::string& file, const FileFinder& tree) {
  const fs::path path(file);
  if (path.is_absolute() || std::ranges::find(path, "..") != path.end())
    throw InputError(Diagnostic{file, 0, 0, "not a file of the kernel tree",
                                "name files relative to the tree's top: arch/x86/kvm/mmu/mmu.c"});
  if (file.starts_with("arch/") && !file.starts_with(fmt::format("arch/{}/", tree.architecture)))
    throw InputError(Diagnostic{file, 0, 0,
                                fmt::format("the tree is compiled for {}, and this is of another "
                                            "architecture",
                                            tree.architecture),
                                "name a file of that architecture, or of all"});
  if (!tree.text(file)) throw no_such_file(file, tree);
  if (file.ends_with(".c")) return;
  if (!file.ends_with(".h"))
    throw InputError(Diagnostic{file, 0, 0, "not a C file", "name a .c file of the tree"});
  const std::string example = file_that_includes(file, tree);
  throw InputError(Diagnostic{file, 0, 0, "a header: it is compiled as a part of .c files alone",
                              example.empty() ? "name a .c file that includes it"
                                              : fmt::format("name a .c file that includes it, "
                                                            "such as {}",
                                                            example)});
}

void require_configured(const std::string& file, const FileFinder& tree, const Symbols& symbols) {
  const auto missing = missing_symbol(file, symbols, tree.text);
  if (!missing) return;
  throw InputError(Diagnostic{
      file, 0, 0,
      fmt::format("not compiled in this configuration: {} asks for {}", missing->makefile,
                  missing->symbol),
      fmt::format("set {} in the .config, and name its folder: TREE:OBJ", missing->symbol)});
}

} // namespace walkcheck::kbuild
