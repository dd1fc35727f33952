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

bool stderr_is_terminal() {
  return isatty(STDERR_FILENO) != 0;
}

} // namespace walkcheck::cli
