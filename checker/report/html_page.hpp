// SPDX-License-Identifier: GPL-2.0-only
// The parts of the HTML form that are the same for every trace: its style and its script.
#pragma once

#include <string_view>

namespace walkcheck::report {

extern const std::string_view kHtmlStyle;
extern const std::string_view kHtmlScript;

} // namespace walkcheck::report
