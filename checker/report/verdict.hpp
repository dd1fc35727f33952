// SPDX-License-Identifier: GPL-2.0-only
// A verdict's name, as it is printed and as JSON has it: "HOLDS", "BAD INPUT".
#pragma once

#include "checker/verdict/result.hpp"

#include <string>

namespace walkcheck::report {

std::string verdict_name(verdict::Verdict verdict);
std::string status_name(verdict::PropertyResult::Status status); // "holds", "violated", ...

} // namespace walkcheck::report
