// SPDX-License-Identifier: GPL-2.0-only
// The initial page tables of the one mm, as [memory] describes them: frames and words. Entry point:
// make_page_tables().
#pragma once

#include "model/machine/state/setup.hpp"
#include "model/program/diagnostic.hpp"
#include "model/scenario/scenario.hpp"

#include <optional>
#include <string>
#include <vector>

namespace walkcheck::scenario {

struct PageTables {
  std::vector<machine::InitialFrame> frames;
  std::vector<machine::InitialWord> words;  // the nonzero ones, by address
  std::vector<term::Predicate> assumed;     // of the addresses, for these tables to be right
  std::optional<std::string> contradiction; // why mappings of open inputs contradict each other
};

// Appends a diagnostic for each mapping that contradicts an earlier one if both are fixed.
PageTables make_page_tables(const Scenario& scenario, std::vector<Diagnostic>& diagnostics);

} // namespace walkcheck::scenario
