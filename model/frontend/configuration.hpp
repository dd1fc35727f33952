// SPDX-License-Identifier: GPL-2.0-only
// What is known of a kernel's CONFIG_ symbols. It can come from specs/kernel/config.h, from a
// tree's own configuration, or from a scenario.
#pragma once

#include <map>
#include <optional>
#include <string>

namespace walkcheck::frontend {

struct Configuration {
  // By name, the value that the C text sees; nothing if the symbol is not set.
  std::map<std::string, std::optional<std::string>> symbols;
  bool complete = false; // a symbol that is not in it is not set

  // CONFIG_X_MODULE is known, too, if only CONFIG_X is in it: X is not a module.
  bool knows(const std::string& symbol) const;
};

// Reads the lines `CONFIG_X=y`, `# CONFIG_X is not set`, `#define CONFIG_X 1` and `#undef CONFIG_X`
// of a .config, an auto.conf, an autoconf.h or config.h. The files that the kernel's own build
// writes are complete.
Configuration read_configuration(const std::string& text);

// The configuration as directives: `#undef CONFIG_X`, followed by `#define CONFIG_X 1` if it is
// set.
std::string configuration_directives(const std::string& symbol,
                                     const std::optional<std::string>& value);

} // namespace walkcheck::frontend
