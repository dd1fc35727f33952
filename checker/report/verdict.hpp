// SPDX-License-Identifier: GPL-2.0-only
// The names of verdicts in print and in JSON: "HOLDS", "BAD INPUT".
#pragma once

#include "checker/verdict/result.hpp"

#include <string>

namespace walkcheck::report {

std::string verdict_name(verdict::Verdict verdict);
std::string status_name(verdict::PropertyResult::Status status); // "holds", "violated", ...

} // namespace walkcheck::report
