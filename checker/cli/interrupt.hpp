// SPDX-License-Identifier: GPL-2.0-only
// What ends a run before it is done: signals and --time-limit. Neither kills, however often it
// comes (timeout(1) sends its signal to the process and then to its group): the exploration stops,
// and what was found until then is reported. SIGQUIT still kills.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace walkcheck::cli {

// Set by SIGINT, SIGTERM, SIGHUP and SIGXCPU from now on. A closed pipe is an error of the write to
// it, and no longer a signal that kills.
std::atomic<bool>& watch_for_interrupt();

// Sets `interrupted` once the time is up.
class TimeLimit {
public:
  TimeLimit(std::optional<unsigned> seconds, std::atomic<bool>& interrupted);

  const std::atomic<bool>& reached() const { return reached_; }

private:
  std::atomic<bool> reached_ = false;
  std::mutex mutex_;
  std::condition_variable_any never_;
  std::jthread clock_; // last: it ends before what it uses
};

} // namespace walkcheck::cli
