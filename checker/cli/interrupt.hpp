// SPDX-License-Identifier: GPL-2.0-only
// Ctrl-C: the first one asks the exploration to stop and report, the second one kills.
#pragma once

#include <atomic>

namespace walkcheck::cli {

// Set by SIGINT and SIGTERM from now on.
const std::atomic<bool>& watch_for_interrupt();

} // namespace walkcheck::cli
