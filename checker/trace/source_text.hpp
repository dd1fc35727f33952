// SPDX-License-Identifier: GPL-2.0-only
// An interface to the text of source lines. A trace keeps the lines as they were, so that it can be
// read where the sources are missing.
#pragma once

#include <cstdint>
#include <string>

namespace walkcheck::trace {

class SourceText {
public:
  virtual ~SourceText() = default;
  // `shown_file` is program::SourceLocation::file; empty where the line is not known.
  virtual std::string line(const std::string& shown_file, std::uint32_t line) const = 0;
};

} // namespace walkcheck::trace
