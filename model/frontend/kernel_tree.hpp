// SPDX-License-Identifier: GPL-2.0-only
// A kernel source tree, as a directory or a tarball (linux-source-*.tar.xz), read at run time.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace walkcheck::frontend {

class KernelTree {
public:
  // Throws InputError where `root` is neither a kernel source directory nor a tarball of one.
  explicit KernelTree(std::filesystem::path root);
  ~KernelTree();
  KernelTree(KernelTree&&) noexcept;
  KernelTree& operator=(KernelTree&&) noexcept;

  // Takes several files out of a tarball in one pass; without it each file costs a pass.
  void prefetch(const std::vector<std::string>& files);

  // The text of a tree-relative file. Throws InputError if the tree lacks it.
  const std::string& text(const std::string& file);

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace walkcheck::frontend
