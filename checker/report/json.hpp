// SPDX-License-Identifier: GPL-2.0-only
// One scenario's result as a JSON object, for `verify --json`. If the inputs are fixed, `classes`
// is null and `classes_complete` is false: no class of inputs is claimed. `listed` is null if no
// list of executions was asked for. Entry point: to_json().
#pragma once

#include "checker/verdict/result.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>

namespace walkcheck::report {

// `trace_file`: the name, without folders, of the trace file that was written for the result.
nlohmann::ordered_json to_json(const verdict::Result& result,
                               const std::optional<std::string>& trace_file = std::nullopt);

} // namespace walkcheck::report
