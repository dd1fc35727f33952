// SPDX-License-Identifier: GPL-2.0-only
// Shows on standard error how far each scenario is, with at most one line a second.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

namespace walkcheck::cli {

class Progress {
public:
  explicit Progress(bool on) : on_(on) {}
  bool on() const { return on_; }
  // May be called from any thread.
  void report(const std::string& scenario, std::uint64_t count, std::string_view of_what);
  // One more of so many scenarios is done.
  void report_done(std::size_t of);

private:
  bool on_;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now(), last_ = begin_,
                                        last_done_ = begin_;
  std::size_t done_ = 0;
};

// Then somebody can see the progress, so it is shown even if it was not asked for.
bool stderr_is_terminal();

} // namespace walkcheck::cli
