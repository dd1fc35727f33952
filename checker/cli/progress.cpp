// SPDX-License-Identifier: GPL-2.0-only
#include "checker/cli/progress.hpp"

#include <fmt/format.h>

#include <iostream>

#include <unistd.h>

namespace walkcheck::cli {

void Progress::report(const std::string& scenario, std::uint64_t count, std::string_view of_what) {
  const std::scoped_lock lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (now - last_ < std::chrono::seconds(1)) return;
  last_ = now;
  std::cerr << fmt::format("{}: {} {} so far\n", scenario, count, of_what);
}

// The rest is taken to need as long for each as what is done did.
void Progress::report_done(std::size_t of) {
  const std::scoped_lock lock(mutex_);
  ++done_;
  const auto now = std::chrono::steady_clock::now();
  if (of < 2 || now - last_done_ < std::chrono::seconds(1)) return;
  last_done_ = now;
  const double seconds = std::chrono::duration<double>(now - begin_).count();
  const double left = seconds / static_cast<double>(done_) * static_cast<double>(of - done_);
  std::cerr << fmt::format("{} of {} scenarios done, about {:.0f} s to go\n", done_, of, left);
}

bool stderr_is_terminal() {
  return isatty(STDERR_FILENO) != 0;
}

} // namespace walkcheck::cli
