// SPDX-License-Identifier: GPL-2.0-only
// Bad input, in the user's terms: where, what is wrong, and what to do about it.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace walkcheck {

struct Diagnostic {
  std::string file;       // as the user named it
  std::uint32_t line = 0; // 0: the file as a whole
  std::uint32_t column = 0;
  std::string cause;
  std::string remedy;
};

// "file:line:column: cause\n  remedy"
std::string to_string(const Diagnostic& diagnostic);

// Thrown wherever input is read; caught by the command line, which exits with 65.
class InputError : public std::runtime_error {
public:
  explicit InputError(Diagnostic diagnostic);
  explicit InputError(std::vector<Diagnostic> diagnostics);
  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

private:
  std::vector<Diagnostic> diagnostics_;
};

} // namespace walkcheck
