// SPDX-License-Identifier: GPL-2.0-only
// The page tables of the one mm at the start, as [memory] describes them: frames and words.
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
  std::vector<machine::InitialWord> words;  // that are not zero, by address
  std::vector<term::Predicate> assumed;     // for which addresses they are these
  std::optional<std::string> contradiction; // of mappings of open inputs
};

// Appends a diagnostic for each mapping that contradicts an earlier one, where both are fixed.
PageTables make_page_tables(const Scenario& scenario, std::vector<Diagnostic>& diagnostics);

} // namespace walkcheck::scenario
