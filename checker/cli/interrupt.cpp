// SPDX-License-Identifier: GPL-2.0-only
#include "checker/cli/interrupt.hpp"

#include "model/support/process.hpp"

#include <csignal>

namespace walkcheck::cli {
namespace {

// Global, as a signal handler can reach nothing else.
std::atomic<bool> signalled = false;
static_assert(std::atomic<bool>::is_always_lock_free);

extern "C" void on_signal(int) {
  signalled = true;
}

extern "C" void on_closed_pipe(int) {}

void handle(int signal, void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  // A read or write that the signal interrupts continues afterwards.
  action.sa_flags = static_cast<int>(SA_RESTART);
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

bool is_ignored(int signal) {
  struct sigaction action = {};
  sigaction(signal, nullptr, &action);
  return action.sa_handler == SIG_IGN;
}

} // namespace

std::atomic<bool>& watch_for_interrupt() {
  for (const int signal : {SIGINT, SIGTERM, SIGXCPU})
    handle(signal, on_signal);
  if (!is_ignored(SIGHUP)) handle(SIGHUP, on_signal); // ignored: started by nohup
  // The signal is not set to be ignored, as the tools that are started from here would then ignore
  // it, too.
  handle(SIGPIPE, on_closed_pipe);
  support::stop_tools_when(signalled);
  return signalled;
}

TimeLimit::TimeLimit(std::optional<unsigned> seconds, std::atomic<bool>& stop) {
  if (!seconds) return;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(*seconds);
  clock_ = std::jthread([this, end, &stop](const std::stop_token& stopped) {
    std::unique_lock lock(mutex_);
    never_.wait_until(lock, stopped, end, [] { return false; });
    if (stopped.stop_requested()) return;
    reached_ = true;
    stop = true;
  });
}

} // namespace walkcheck::cli
