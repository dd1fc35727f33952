// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/kernel_tree.hpp"

#include "model/program/diagnostic.hpp"
#include "model/support/near_names.hpp"
#include "model/support/process.hpp"
#include "model/support/tarball.hpp"

#include <fmt/format.h>

#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string_view>

namespace walkcheck::frontend {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kWantedTree =
    "name the top folder of a kernel source tree, or a tarball of one (.tar, .tar.xz ...), such as "
    "linux-source-6.1.tar.xz";
constexpr const char* kMakefile = "Makefile";

InputError not_a_tree(const fs::path& root, const std::string& why) {
  return InputError(Diagnostic{root.string(), 0, 0, why, std::string(kWantedTree)});
}

// The names that every release has at its top, and no other package has together.
bool has_kernel_top(const std::set<std::string>& names) {
  return names.contains("Makefile") && names.contains("Kbuild") && names.contains("Documentation");
}

// The prefix of the top folder in a tarball's names ("linux-source-6.1/"). It is judged by the
// first names, as listing a whole tarball takes seconds.
std::string tarball_prefix(const fs::path& tarball) {
  std::optional<std::string> prefix;
  const auto ask = [&](const std::string& name) {
    const std::size_t end = name.size() - std::string_view("COPYING").size();
    if (name.ends_with("COPYING") && (end == 0 || name[end - 1] == '/'))
      prefix = name.substr(0, end);
    return prefix ? support::Next::Stop : support::Next::Skip;
  };
  const auto damage =
      support::for_each_file(tarball, ask, [](const std::string&, const std::string&) {});
  if (damage)
    throw not_a_tree(tarball, "neither a kernel source folder nor a tarball of one: " + *damage);
  if (!prefix)
    throw not_a_tree(tarball, "not a tarball of a kernel source tree (no COPYING in it)");
  return *prefix;
}

// A tarball has sources only. Looking in it for files that are made by configuring a tree would
// read all of it.
bool is_made_by_configuring(const std::string& file) {
  return file == ".config" || file.starts_with("include/config/") ||
         file.starts_with("include/generated/");
}

void require_inside(const std::string& file) {
  bool inside = !file.empty() && fs::path(file).is_relative();
  for (const fs::path& part : fs::path(file))
    inside = inside && part != "..";
  if (!inside)
    throw InputError(Diagnostic{file, 0, 0, "not a file of the kernel tree",
                                "name files relative to the tree's top: arch/x86/kvm/mmu/mmu.c"});
}

} // namespace

struct KernelTree::Impl {
  fs::path root;
  bool tarball = false;
  std::string prefix;
  std::mutex mutex;
  std::map<std::string, std::optional<std::string>> files; // nothing: not in the tree

  void open();
  void fetch(const std::vector<std::string>& wanted);
  void unpack(std::set<std::string> missing);
  std::string why_missing(const std::string& file) const;
};

void KernelTree::Impl::open() {
  if (fs::is_directory(root)) {
    std::set<std::string> names;
    for (const fs::directory_entry& entry : fs::directory_iterator(root))
      names.insert(entry.path().filename().string());
    if (!has_kernel_top(names))
      throw not_a_tree(root, "not the top of a kernel source tree (no Makefile, Kbuild and "
                             "Documentation in it)");
    return;
  }
  if (!fs::exists(root)) throw not_a_tree(root, "there is no such folder or file");
  if (!fs::is_regular_file(root))
    throw not_a_tree(root, "neither a kernel source folder nor a tarball of one");
  tarball = true;
  prefix = tarball_prefix(root);
}

void KernelTree::Impl::fetch(const std::vector<std::string>& wanted) {
  std::set<std::string> missing;
  for (const std::string& file : wanted)
    if (tarball && is_made_by_configuring(file))
      files.emplace(file, std::nullopt);
    else if (!files.contains(file))
      missing.insert(file);
  if (missing.empty()) return;
  // Whoever reads the tree also asks for its version. This saves another pass through a tarball.
  if (!files.contains(kMakefile)) missing.insert(kMakefile);

  if (tarball) return unpack(std::move(missing));
  for (const std::string& file : missing)
    files[file] = fs::is_regular_file(root / file) ? std::optional(support::read_file(root / file))
                                                   : std::nullopt;
}

// Reads the tarball in one pass, which ends when all files are found.
void KernelTree::Impl::unpack(std::set<std::string> missing) {
  for (const std::string& file : missing)
    files[file] = std::nullopt;
  const auto ask = [&](const std::string& name) {
    if (missing.empty()) return support::Next::Stop;
    const bool is_wanted = name.starts_with(prefix) && missing.contains(name.substr(prefix.size()));
    return is_wanted ? support::Next::Read : support::Next::Skip;
  };
  const auto damage =
      support::for_each_file(root, ask, [&](const std::string& name, std::string text) {
        const std::string file = name.substr(prefix.size());
        missing.erase(file);
        files[file] = std::move(text);
      });
  if (damage && !missing.empty())
    throw InputError(Diagnostic{
        root.string(), 0, 0,
        fmt::format("the tarball is damaged or cut short before {}: {}", *missing.begin(), *damage),
        "fetch it again"});
}

std::string KernelTree::Impl::why_missing(const std::string& file) const {
  const std::string otherwise =
      "name files relative to the tree's top, as in this kernel's version";
  const fs::path folder = (root / file).parent_path();
  if (tarball || !fs::is_directory(folder)) return otherwise;
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder))
    names.push_back(entry.path().filename().string());
  return support::did_you_mean(fs::path(file).filename().string(), names, otherwise);
}

KernelTree::KernelTree(fs::path root) : impl_(std::make_unique<Impl>()) {
  impl_->root = std::move(root);
  impl_->open();
}
KernelTree::~KernelTree() = default;
KernelTree::KernelTree(KernelTree&&) noexcept = default;
KernelTree& KernelTree::operator=(KernelTree&&) noexcept = default;

void KernelTree::prefetch(const std::vector<std::string>& files) {
  for (const std::string& file : files)
    require_inside(file);
  const std::scoped_lock lock(impl_->mutex);
  impl_->fetch(files);
}

const std::string& KernelTree::text(const std::string& file) {
  prefetch({file});
  const std::scoped_lock lock(impl_->mutex);
  const std::optional<std::string>& text = impl_->files.at(file);
  if (!text)
    throw InputError(
        Diagnostic{file, 0, 0, "the kernel tree has no such file", impl_->why_missing(file)});
  return *text;
}

} // namespace walkcheck::frontend
