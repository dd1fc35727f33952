// SPDX-License-Identifier: GPL-2.0-only
// What is known of a kernel's CONFIG_ symbols: from specs/kernel/config.h, from a tree's own
// configuration, from a scenario.
#pragma once

#include <map>
#include <optional>
#include <string>

namespace walkcheck::frontend {

struct Configuration {
  // By name, the value that the C text sees; nothing: it is not set.
  std::map<std::string, std::optional<std::string>> symbols;
  bool complete = false; // what is not in it is not set

  // Of CONFIG_X_MODULE too, where only CONFIG_X is in it: it is no module.
  bool knows(const std::string& symbol) const;
};

// The lines `CONFIG_X=y`, `# CONFIG_X is not set`, `#define CONFIG_X 1` and `#undef CONFIG_X` of a
// .config, an auto.conf, an autoconf.h or config.h. Complete is what the kernel's own build wrote.
Configuration read_configuration(const std::string& text);

// As directives: `#undef CONFIG_X`, and `#define CONFIG_X 1` where it is set.
std::string configuration_directives(const std::string& symbol,
                                     const std::optional<std::string>& value);

} // namespace walkcheck::frontend
