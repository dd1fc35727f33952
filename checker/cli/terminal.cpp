// SPDX-License-Identifier: GPL-2.0-only
#include "checker/cli/terminal.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>

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

report::Colour terminal_colour() {
  const char* none = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool dumb = terminal == nullptr || std::string_view(terminal) == "dumb";
  const bool coloured = isatty(STDOUT_FILENO) != 0 && !dumb && (none == nullptr || none[0] == '\0');
  return coloured ? report::Colour::Yes : report::Colour::No;
}

} // namespace walkcheck::cli
