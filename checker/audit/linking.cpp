// SPDX-License-Identifier: GPL-2.0-only
#include "checker/audit/linking.hpp"

#include "checker/audit/find_function.hpp"
#include "model/kbuild/prepared_tree.hpp"
#include "model/program/not_defined.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace walkcheck::audit {
namespace {

constexpr std::size_t kMostFiles = 16;

bool is_left_out(const std::string& file) {
  static constexpr std::array<std::string_view, 14> kLeftOut{
      "mm/page_alloc.c", "mm/slub.c",    "mm/slab",      "mm/vmscan.c",    "mm/swap",
      "mm/memcontrol.c", "mm/vmstat.c",  "mm/migrate.c", "mm/shmem.c",     "kernel/sched/",
      "kernel/rcu/",     "kernel/print", "kernel/panic", "kernel/locking/"};
  return std::ranges::any_of(kLeftOut,
                             [&](std::string_view name) { return file.starts_with(name); });
}

// What the walk, and not the teardown, was found to call.
std::set<std::string> reached_by_walk(const std::vector<Cell>& cells) {
  std::set<std::string> functions;
  for (const Cell& cell : cells)
    for (const std::string& reason : cell.result.reasons)
      if (reason.starts_with("walk ")) functions.merge(program::functions_not_defined(reason));
  return functions;
}

} // namespace

bool Linking::link(const std::vector<Cell>& cells, Harness& harness) {
  const bool failed = std::ranges::any_of(
      cells, [](const Cell& cell) { return cell.result.verdict == verdict::Verdict::BadInput; });
  if (failed && last_.empty()) return false;
  if (failed) {
    std::erase_if(harness.files,
                  [&](const std::string& file) { return std::ranges::count(last_, file) != 0; });
    last_.clear();
    last_linked_.clear();
    return true;
  }
  linked_.merge(last_linked_);
  last_.clear();
  last_linked_.clear();
  bool has_weak = false;
  for (const std::string& function : reached_by_walk(cells)) {
    if (!asked_.insert(function).second) continue;
    const std::string file = file_that_defines(function, tree_);
    if (file.empty() || is_left_out(file) || harness.files.size() >= kMostFiles) continue;
    if (std::ranges::count(harness.files, file) == 0 && file != harness.runs.file) {
      last_linked_.insert(fmt::format("{} for {}()", file, function));
      harness.files.push_back(file);
      last_.push_back(file);
    }
    // There is no other, so that it is the kernel's.
    if (!is_weak_in(tree_.text(file), function) || is_in_assembly(function, tree_)) continue;
    harness.weak.push_back(function);
    has_weak = true;
  }
  return !last_.empty() || has_weak;
}

} // namespace walkcheck::audit
