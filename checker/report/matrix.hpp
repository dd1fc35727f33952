// SPDX-License-Identifier: GPL-2.0-only
// The verdicts of a template's variants as a table, with the argument for each. Entry point:
// matrix().
#pragma once

#include "checker/verdict/result.hpp"
#include "model/scenario/scenario.hpp"

#include <optional>
#include <string>
#include <vector>

namespace walkcheck::report {

struct MatrixCell {
  std::vector<scenario::AxisValue> variant; // of every cell the same axes in their order
  std::optional<scenario::Expectation> expectation;
  std::string because; // the argument for the expected verdict; may be empty
  verdict::Result result;
  // How the result is not what is argued; empty where it is, or where it is UNEXPECTED for that.
  std::vector<std::string> differences = {};
};

// A column for each value of the last axis, a row for each value of the one before it, and a block
// of rows for each combination of the others. A letter beside a verdict leads to its argument below
// the table; one that nobody argues for has none, and is listed there with what is not as expected.
// What was left out is a dash.
std::string matrix(const std::string& template_name, const std::vector<MatrixCell>& cells,
                   std::size_t width);

} // namespace walkcheck::report
