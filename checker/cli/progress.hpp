// SPDX-License-Identifier: GPL-2.0-only
// How far each scenario is, a line a second at most, on standard error.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

namespace walkcheck::cli {

class Progress {
public:
  explicit Progress(bool on) : on_(on) {}
  bool on() const { return on_; }
  // From any thread.
  void report(const std::string& scenario, std::uint64_t executions);

private:
  bool on_;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

// Whether progress is wanted though it was not asked for: somebody looks at standard error.
bool stderr_is_terminal();

} // namespace walkcheck::cli
