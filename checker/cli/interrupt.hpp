// SPDX-License-Identifier: GPL-2.0-only
// What ends a run early: signals and --time-limit. Neither kills the process, however often a
// signal comes (timeout(1) sends its signal to the process and then to its group). The exploration
// stops, and what was found so far is reported. SIGQUIT still kills. Entry point:
// watch_for_interrupt().
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace walkcheck::cli {

// From now on SIGINT, SIGTERM, SIGHUP and SIGXCPU set the result. A write to a closed pipe is then
// an error, no longer a signal that kills.
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
  std::jthread clock_; // the last member: its thread ends before what it uses
};

} // namespace walkcheck::cli
