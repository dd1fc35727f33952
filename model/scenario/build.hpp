// SPDX-License-Identifier: GPL-2.0-only
// From a scenario to the machine's initial state: lowers each CPU's spec, matches its arguments and
// makes the page tables. Entry point: build().
#pragma once

#include "model/frontend/kernel_tree.hpp"
#include "model/kbuild/prepared_tree.hpp"
#include "model/machine/state/setup.hpp"
#include "model/scenario/scenario.hpp"
#include "model/scenario/shared_programs.hpp"

#include <filesystem>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <vector>

namespace walkcheck::scenario {

// One kernel tree for all scenarios. Reading it is not thread-safe: take the mutex.
class SharedTree {
public:
  // `TREE[:OBJ][@REV]`, see kbuild/tree_name.hpp. Throws InputError where there is no such tree.
  explicit SharedTree(const std::string& name, kbuild::Preparation preparation = {});

  frontend::KernelTree tree; // for slices
  std::mutex mutex;          // held while `tree` or prepared() is used
  // For whole files: made ready when it is first asked for, which can take a minute. Throws
  // InputError.
  kbuild::PreparedTree& prepared();
  // A revision or patches are laid over whole files. `tree` is without them.
  bool is_changed() const { return name_.revision.has_value() || !preparation_.patches.empty(); }

private:
  kbuild::TreeName name_;
  kbuild::Preparation preparation_;
  std::optional<kbuild::PreparedTree> prepared_;
  std::optional<std::vector<Diagnostic>> failure_; // for the next that asks
};

struct BuildOptions {
  std::filesystem::path specs;
  SharedTree* tree = nullptr;
  SharedPrograms* programs = nullptr;  // null: every spec is lowered anew
  bool looks_for_unused_macros = true; // false: that was done before, with other inputs
};

// These values of the open inputs describe no page tables, nor do any others for which `assumed`
// holds.
struct NoSuchMemory : std::runtime_error {
  NoSuchMemory(const std::string& why, std::vector<term::Predicate> for_all)
      : std::runtime_error(why), assumed(std::move(for_all)) {}
  std::vector<term::Predicate> assumed;
};

// What a CPU runs. Throws InputError.
program::Program program_of(const Cpu& cpu, const BuildOptions& options);

// Throws NoSuchMemory, and InputError with the errors of all CPUs and of the memory.
machine::Setup build(const Scenario& scenario, const BuildOptions& options);

} // namespace walkcheck::scenario
