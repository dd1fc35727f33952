// SPDX-License-Identifier: GPL-2.0-only
// A scenario, or a variant of a template, that a run has done, as it is kept in files: what verify
// says of it. Entry point: unit_of().
#pragma once

#include "checker/verdict/result.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <optional>
#include <string>

namespace walkcheck::cli {

struct Unit {
  std::size_t index = 0; // among all of the run
  std::string text;      // as verify prints it, without colour
  nlohmann::ordered_json result;
  std::optional<std::string> trace = std::nullopt; // the content of its trace file
};

// `trace_name`: of the trace file, if one is written.
Unit unit_of(std::size_t index, const verdict::Result& result,
             const std::optional<std::string>& trace_name);

// As much of the result as a table and an exit code ask for.
verdict::Result result_of(const Unit& unit);

// An array of the results, as verify --json writes it.
std::string json_of(const std::vector<Unit>& units);

} // namespace walkcheck::cli
