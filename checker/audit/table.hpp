// SPDX-License-Identifier: GPL-2.0-only
// The report of an audit. Entry points: report(), survey(), differences().
#pragma once

#include "checker/audit/harness.hpp"
#include "checker/verdict/result.hpp"

#include <optional>
#include <string>
#include <vector>

namespace walkcheck::audit {

struct Cell {
  std::vector<std::string> row; // names of the teardown and the environment
  std::string context;
  verdict::Result result;
  std::optional<std::string> trace; // its file, where the verdict is VIOLATED
};

struct Audited {
  FunctionName asked;
  Harness harness;
  std::string tree;                  // "6.1.192, OBJ/.config (gcc 12)"
  std::vector<Cell> cells;           // in the order of the battery
  std::vector<std::string> replaced; // functions that the walk reaches, sorted
  std::vector<std::string> linked;   // files that its calls made necessary
  std::vector<std::string> loads;    // of page-table words, by the walk alone: "mm/rmap.c:785:7"
};

// Over what is below it in each context: the worst.
verdict::Verdict worst_in(const Audited& audited, const std::string& context);

std::string report(const Audited& audited, std::size_t width);

// A row for each function. `left_out`: a line for each that could not be run.
std::string survey(const std::vector<Audited>& rows, const std::vector<std::string>& left_out,
                   std::size_t width);

// Only the cells that differ, and the loads. The same function on both sides.
std::string differences(const Audited& before, const Audited& after, std::size_t width);

// The cells of `after` whose verdict is another, and is not HOLDS.
std::vector<verdict::Result> became_worse(const Audited& before, const Audited& after);

} // namespace walkcheck::audit
