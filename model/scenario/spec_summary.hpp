// SPDX-License-Identifier: GPL-2.0-only
// A spec's summary: the first sentence of its opening comment. Entry point: spec_summary().
#pragma once

#include <string>

namespace walkcheck::scenario {

// One line, without the full stop; empty if the file opens with no comment but its licence.
std::string spec_summary(const std::string& text);

} // namespace walkcheck::scenario
