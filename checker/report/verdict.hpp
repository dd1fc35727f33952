// SPDX-License-Identifier: GPL-2.0-only
// The names of verdicts in print and in JSON: "HOLDS", "BAD INPUT".
#pragma once

#include "checker/verdict/result.hpp"

#include <optional>
#include <string>

namespace walkcheck::report {

std::string verdict_name(verdict::Verdict verdict);
// None: no verdict is called so.
std::optional<verdict::Verdict> verdict_named(const std::string& name);
std::string status_name(verdict::PropertyResult::Status status); // "holds", "violated", ...

} // namespace walkcheck::report
