// SPDX-License-Identifier: GPL-2.0-only
#include "model/kbuild/subset.hpp"

#include "model/kbuild/run.hpp"
#include "model/program/diagnostic.hpp"
#include "model/support/process.hpp"
#include "model/support/tarball.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string_view>

namespace walkcheck::kbuild {
namespace fs = std::filesystem;
namespace {

// With all that is below them.
constexpr std::array<std::string_view, 19> kFolders{"scripts/",
                                                    "include/",
                                                    "mm/",
                                                    "virt/",
                                                    "lib/",
                                                    "kernel/",
                                                    "init/",
                                                    "usr/",
                                                    "fs/proc/",
                                                    "fs/hugetlbfs/",
                                                    "tools/include/",
                                                    "tools/objtool/",
                                                    "tools/lib/",
                                                    "tools/build/",
                                                    "tools/scripts/",
                                                    "tools/arch/x86/",
                                                    "tools/bpf/resolve_btfids/",
                                                    "security/selinux/include/",
                                                    "arch/x86/include/"};
// What every kernel tree has at its top.
constexpr std::array<std::string_view, 4> kTop{"Makefile", "Kbuild", "Kconfig", "COPYING"};
// What builds leave next to sources.
constexpr std::array<std::string_view, 15> kBuilt{".o",       ".a",   ".ko",    ".cmd",   ".d",
                                                  ".s",       ".mod", ".order", ".so",    ".dbg",
                                                  ".symvers", ".i",   ".lex.c", ".tab.c", ".tab.h"};

std::string_view name_of(std::string_view file) {
  return file.substr(file.rfind('/') + 1);
}

bool is_for_kbuild(std::string_view name) {
  return name.starts_with("Kconfig") || name.starts_with("Makefile") || name.starts_with("Kbuild");
}

// "fs/namei.c", but no "fs/ext4/inode.c".
bool is_directly_in(std::string_view file, std::string_view folder) {
  return file.starts_with(folder) && file.find('/', folder.size()) == std::string_view::npos;
}

bool is_below_generated(std::string_view file) {
  return file.starts_with("include/config/") || file.starts_with("include/generated/") ||
         (file.starts_with("arch/") && file.find("/include/generated/") != std::string_view::npos);
}

// A program, or what one wrote.
bool is_left_by_a_build(const fs::path& path, std::string_view file) {
  if (is_below_generated(file) || name_of(file).starts_with(".")) return true;
  if (std::ranges::any_of(kBuilt, [&](std::string_view end) { return file.ends_with(end); }))
    return true;
  if (!file.starts_with("scripts/") || name_of(file).find('.') != std::string_view::npos)
    return false;
  return fs::is_regular_file(path.string() + ".o") || fs::is_regular_file(path.string() + ".c");
}

// A script's mode is not in what is read of a tarball; its first line says as much.
void write_source(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  support::write_file(path, text);
  if (text.starts_with("#!"))
    fs::permissions(path, fs::perms::owner_exec | fs::perms::group_exec, fs::perm_options::add);
}

// "linux-6.1/mm/gup.c" -> "mm/gup.c"
std::string name_below_top(const std::string& name) {
  const std::size_t slash = name.find('/', name.starts_with("./") ? 2 : 0);
  return slash == std::string::npos ? "" : name.substr(slash + 1);
}

// No kernel's file has a name that leads out of the folder.
bool stays_inside(const fs::path& file) {
  const fs::path normal = file.lexically_normal();
  return normal.is_relative() && *normal.begin() != "..";
}

void make_link(const fs::path& folder, const std::string& file, const std::string& target) {
  const fs::path place = fs::path(file).parent_path();
  if (fs::path(target).is_absolute() || !stays_inside(place / target)) return;
  if (!fs::exists(folder / place / target) || fs::exists(folder / file)) return;
  fs::create_directories(folder / place);
  fs::create_symlink(target, folder / file);
}

std::string relative_name(const fs::path& path, const fs::path& top) {
  return path.string().substr(top.string().size() + 1);
}

// Each file and folder of the tree but what a version control keeps.
template <typename Visit> void walk(const fs::path& tree, const Visit& visit) {
  for (auto at = fs::recursive_directory_iterator(tree); at != fs::recursive_directory_iterator();
       ++at) {
    const std::string name = relative_name(at->path(), tree);
    if (at->is_directory() && !at->is_symlink() &&
        (name == ".git" || is_below_generated(name + "/")))
      at.disable_recursion_pending();
    else
      visit(*at, name);
  }
}

} // namespace

bool is_in_subset(const std::string& file, Architecture architecture) {
  if (is_for_kbuild(name_of(file))) return true;
  // The vDSO of 32-bit programs is made with a tool of arm's.
  if (architecture == Architecture::Arm64 && file.starts_with("arch/arm/vdso/")) return true;
  if (file.starts_with("arch/"))
    return file.starts_with(fmt::format("arch/{}/", names_of(architecture).kbuild));
  const bool is_code = file.ends_with(".c") || file.ends_with(".h");
  if (is_code && (is_directly_in(file, "fs/") || is_directly_in(file, "security/"))) return true;
  return std::ranges::any_of(kFolders,
                             [&](std::string_view each) { return file.starts_with(each); });
}

void unpack(const fs::path& tarball, Architecture architecture, const fs::path& folder) {
  std::set<std::string> top;
  std::map<std::string, std::string> links;
  const auto is_wanted = [&](const std::string& file) {
    return !file.empty() && stays_inside(file) && is_in_subset(file, architecture);
  };
  const auto damage = support::for_each_file(
      tarball,
      [&](const std::string& name) {
        const std::string file = name_below_top(name);
        if (std::ranges::find(kTop, file) != kTop.end()) top.insert(file);
        return is_wanted(file) ? support::Next::Read : support::Next::Skip;
      },
      [&](const std::string& name, const std::string& text) {
        write_source(folder / name_below_top(name), text);
      },
      [&](const std::string& name, const std::string& target) {
        if (is_wanted(name_below_top(name))) links[name_below_top(name)] = target;
      });
  require_not_stopped();
  if (damage)
    throw InputError(Diagnostic{tarball.string(), 0, 0,
                                fmt::format("the tarball is damaged or cut short: {}", *damage),
                                "fetch it again"});
  if (top.size() != kTop.size())
    throw InputError(Diagnostic{tarball.string(), 0, 0, "not a tarball of a kernel source tree",
                                "name one such as linux-source-6.1.tar.xz"});
  // Last, so that no file is written through one.
  for (const auto& [file, target] : links)
    make_link(folder, file, target);
}

void link_subset(const fs::path& tree, Architecture architecture, const fs::path& folder) {
  walk(tree, [&](const fs::directory_entry& entry, const std::string& name) {
    if (entry.is_directory() || !is_in_subset(name, architecture) ||
        is_left_by_a_build(entry.path(), name))
      return;
    fs::create_directories((folder / name).parent_path());
    fs::create_symlink(entry.path(), folder / name);
  });
}

std::vector<fs::path> folders_of_subset(const fs::path& tree, Architecture architecture) {
  std::vector<fs::path> folders;
  walk(tree, [&](const fs::directory_entry& entry, const std::string& name) {
    if (entry.is_directory() && is_in_subset(name + "/x.c", architecture))
      folders.push_back(entry.path());
  });
  return folders;
}

} // namespace walkcheck::kbuild
