// SPDX-License-Identifier: GPL-2.0-only
#include "checker/cli/interrupt.hpp"

#include <csignal>

namespace walkcheck::cli {
namespace {

// A signal handler has nothing else to reach it by.
std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free);

extern "C" void on_signal(int) {
  interrupted = true;
}

} // namespace

const std::atomic<bool>& watch_for_interrupt() {
  struct sigaction action = {};
  action.sa_handler = on_signal;
  // The next one has its usual effect; a read or write that is going on is taken up again.
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  return interrupted;
}

} // namespace walkcheck::cli
