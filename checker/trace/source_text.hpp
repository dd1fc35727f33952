// SPDX-License-Identifier: GPL-2.0-only
// The text of a source line, from whoever knows the files: a trace keeps the line as it was, so
// that it can be read where the sources are not.
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
