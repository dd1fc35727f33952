// SPDX-License-Identifier: GPL-2.0-only
// Says in words how a replay differs from what was recorded. Entry points: departure_text(),
// changed_text().
#pragma once

#include "checker/trace/departure.hpp"

#include <string>

namespace walkcheck::report {

struct DepartureText {
  std::string recorded, now; // "munmap: store PMD[0] of hva: 0x1003067 -> 0x0"
  std::string cause;         // what probably changed
};

// For a replay that departed from the recording.
DepartureText departure_text(const trace::Replay& replay, const trace::Trace& recorded);

// "munmap.c has changed"
std::string changed_text(const trace::ChangedInput& input);

} // namespace walkcheck::report
