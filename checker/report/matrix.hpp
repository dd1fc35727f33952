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
  std::vector<scenario::AxisValue> variant; // every cell has the same axes in the same order
  std::optional<scenario::Expectation> expectation;
  std::string because; // the argument for the expected verdict; may be empty
  verdict::Result result;
  // How the result differs from what is argued; empty if it does not, or if it is UNEXPECTED for
  // that reason.
  std::vector<std::string> differences = {};
};

// Each value of the last axis has a column, each value of the axis before it a row, and each
// combination of the others a block of rows. The letter beside a verdict leads to its argument
// below the table. A verdict without an argument has no letter; it is listed below, with those that
// are not as expected. A dash marks a variant that was left out.
std::string matrix(const std::string& template_name, const std::vector<MatrixCell>& cells,
                   std::size_t width);

} // namespace walkcheck::report
