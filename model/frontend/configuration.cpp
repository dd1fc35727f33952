// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/configuration.hpp"

#include "model/frontend/source_text.hpp"

#include <fmt/format.h>

#include <regex>
#include <string_view>

namespace walkcheck::frontend {
namespace {

constexpr std::string_view kModule = "_MODULE";
constexpr std::string_view kWrittenByTheBuild = "Automatically generated file; DO NOT EDIT.";

void read_line(const std::string& line, std::map<std::string, std::optional<std::string>>& into) {
  static const std::regex kAssigned(R"(^(CONFIG_\w+)=(.*?)\s*$)");
  static const std::regex kUnset(R"(^(?:#|/\*|\s\*)\s*(CONFIG_\w+) is not set\b.*$)");
  static const std::regex kDefined(R"(^#\s*define\s+(CONFIG_\w+)\s*(.*?)\s*$)");
  static const std::regex kUndefined(R"(^#\s*undef\s+(CONFIG_\w+)\s*$)");
  std::smatch match;
  if (std::regex_match(line, match, kAssigned)) {
    const std::string value = match[2];
    if (value == "m") into[match[1].str() + std::string(kModule)] = "1";
    if (value == "m" || value == "n")
      into[match[1]] = std::nullopt;
    else
      into[match[1]] = value == "y" ? "1" : value;
  } else if (std::regex_match(line, match, kUnset) || std::regex_match(line, match, kUndefined)) {
    into.emplace(match[1], std::nullopt);
  } else if (std::regex_match(line, match, kDefined)) {
    into[match[1]] = match[2].str();
  }
}

} // namespace

bool Configuration::knows(const std::string& symbol) const {
  if (complete || symbols.contains(symbol)) return true;
  return symbol.ends_with(kModule) &&
         symbols.contains(symbol.substr(0, symbol.size() - kModule.size()));
}

Configuration read_configuration(const std::string& text) {
  Configuration configuration;
  for (const std::string& line : split_lines(text))
    if (line.find("CONFIG_") != std::string::npos) read_line(line, configuration.symbols);
  configuration.complete = text.find(kWrittenByTheBuild) != std::string::npos;
  return configuration;
}

std::string configuration_directives(const std::string& symbol,
                                     const std::optional<std::string>& value) {
  const std::string undefined = fmt::format("#undef {}\n", symbol);
  return value ? undefined + fmt::format("#define {} {}\n", symbol, *value) : undefined;
}

} // namespace walkcheck::frontend
