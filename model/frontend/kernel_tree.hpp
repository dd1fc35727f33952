// SPDX-License-Identifier: GPL-2.0-only
// A kernel source tree, as a directory or a tarball (linux-source-*.tar.xz), read at run time.
// Entry point: KernelTree.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace walkcheck::frontend {

class KernelTree {
public:
  // Throws InputError if `root` is neither a kernel source directory nor a tarball of one.
  explicit KernelTree(std::filesystem::path root);
  ~KernelTree();
  KernelTree(KernelTree&&) noexcept;
  KernelTree& operator=(KernelTree&&) noexcept;

  // Takes several files out of a tarball in one pass. Without it, each file costs a pass.
  void prefetch(const std::vector<std::string>& files);

  // The text of a file, whose name is relative to the tree. Throws InputError if the tree lacks it.
  const std::string& text(const std::string& file);

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace walkcheck::frontend
