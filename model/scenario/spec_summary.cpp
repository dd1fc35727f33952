// SPDX-License-Identifier: GPL-2.0-only
#include "model/scenario/spec_summary.hpp"

#include <algorithm>
#include <sstream>

namespace walkcheck::scenario {
namespace {

// The text of the comment that follows the licence line, up to its first blank line, as one line.
std::string opening_paragraph(const std::string& text) {
  std::size_t begin = text.find("/*");
  if (begin != std::string::npos && text.find("SPDX", begin) < text.find("*/", begin))
    begin = text.find("/*", begin + 2);
  if (begin == std::string::npos) return {};
  std::istringstream lines(text.substr(begin + 2, text.find("*/", begin) - begin - 2));
  std::string joined;
  for (std::string line; std::getline(lines, line);) {
    line.erase(0, std::min(line.find_first_not_of(" \t*"), line.size()));
    if (line.empty() && !joined.empty()) break;
    joined += (joined.empty() ? "" : " ") + line;
  }
  return joined;
}

} // namespace

std::string spec_summary(const std::string& text) {
  std::string paragraph = opening_paragraph(text);
  // "6.1" has a full stop too, but only one that ends a sentence has a blank after it.
  paragraph.resize(std::min(paragraph.find(". "), paragraph.size()));
  while (!paragraph.empty() && (paragraph.back() == '.' || paragraph.back() == ' '))
    paragraph.pop_back();
  return paragraph;
}

} // namespace walkcheck::scenario
