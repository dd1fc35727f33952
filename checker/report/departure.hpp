// SPDX-License-Identifier: GPL-2.0-only
// How a replay is not what was recorded, in words.
#pragma once

#include "checker/trace/departure.hpp"

#include <string>

namespace walkcheck::report {

struct DepartureText {
  std::string recorded, now; // "munmap: store PMD[0] of hva: 0x1003067 -> 0x0"
  std::string cause;         // what probably changed
};

// Of a replay that departed.
DepartureText departure_text(const trace::Replay& replay, const trace::Trace& recorded);

// "munmap.c has changed"
std::string changed_text(const trace::ChangedInput& input);

} // namespace walkcheck::report
