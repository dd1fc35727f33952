// SPDX-License-Identifier: GPL-2.0-only
#include "model/program/not_defined.hpp"

#include <string_view>

namespace walkcheck::program {
namespace {

constexpr std::string_view kSaid = "() is called, and no file that is compiled here defines it";

} // namespace

std::string not_defined(const std::string& function) {
  return function + std::string(kSaid);
}

std::set<std::string> functions_not_defined(const std::string& text) {
  std::set<std::string> functions;
  for (std::size_t at = text.find(kSaid); at != std::string::npos; at = text.find(kSaid, at + 1)) {
    const std::size_t blank = text.rfind(' ', at);
    const std::size_t begin = blank == std::string::npos ? 0 : blank + 1;
    functions.insert(text.substr(begin, at - begin));
  }
  return functions;
}

} // namespace walkcheck::program
