// SPDX-License-Identifier: GPL-2.0-only
#include "checker/cli/terminal.hpp"

#include <algorithm>

#include <sys/ioctl.h>
#include <unistd.h>

namespace walkcheck::cli {

int terminal_width(int otherwise) {
  constexpr int kNarrowest = 60;
  winsize size{};
  if (isatty(STDOUT_FILENO) == 0 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 ||
      size.ws_col == 0)
    return otherwise;
  return std::max<int>(size.ws_col, kNarrowest);
}

} // namespace walkcheck::cli
