// SPDX-License-Identifier: GPL-2.0-only
// A walk that calls what no compiled file defines: the file of the tree that does is compiled as
// well, before anything is said to be not modelled. Entry point: Linking::link().
//
// Only what is reached counts, so that a slow path that no run takes costs nothing. Not linked is
// what would bring the whole kernel: the allocators, reclaim, the scheduler, RCU, locks and
// printing.
#pragma once

#include "checker/audit/table.hpp"

#include <set>
#include <string>

namespace walkcheck::kbuild {
class PreparedTree;
} // namespace walkcheck::kbuild

namespace walkcheck::audit {

class Linking {
public:
  explicit Linking(kbuild::PreparedTree& tree) : tree_(tree) {}

  // Adds to the harness the files that define what its walk was found to call. If a cell could not
  // be built with those of the last time, they are taken out again. False: nothing has changed.
  bool link(const std::vector<Cell>& cells, Harness& harness);

  // "mm/secretmem.c for vma_is_secretmem()"
  std::vector<std::string> linked() const { return {linked_.begin(), linked_.end()}; }

private:
  kbuild::PreparedTree& tree_;
  std::set<std::string> asked_; // functions
  std::vector<std::string> last_;
  std::set<std::string> linked_, last_linked_;
};

} // namespace walkcheck::audit
