// SPDX-License-Identifier: GPL-2.0-only
// What a spec says of itself: the first sentence of its opening comment.
#pragma once

#include <string>

namespace walkcheck::scenario {

// One line, without the full stop; empty where the file opens with no comment but its licence.
std::string spec_summary(const std::string& text);

} // namespace walkcheck::scenario
