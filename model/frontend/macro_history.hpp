// SPDX-License-Identifier: GPL-2.0-only
// Which text a macro had where a line was compiled. Entry point: MacroHistory::seen_from().
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace walkcheck::frontend {

struct MacroText {
  std::string name = {}, file = {};
  std::string text = {}; // from its name on, as the compiler prints it

  auto operator<=>(const MacroText&) const = default;
};

class MacroHistory {
public:
  // Of what directives_of() gives.
  explicit MacroHistory(const std::string& directives);

  // The macros that these names are at that line, and those that their texts name there in turn.
  // None if the line was not read.
  std::set<MacroText> seen_from(const std::string& file, std::uint32_t line,
                                const std::vector<std::string>& names) const;

private:
  struct Directive {
    std::size_t file;
    std::uint32_t line;
    std::string name;
    std::string text; // empty: it ends there
  };
  // Lines of one file, one after the other.
  struct Stretch {
    std::uint32_t first_line;
    std::size_t begin, end; // its directives
  };

  std::size_t place_of(const std::vector<Stretch>& stretches, std::uint32_t line) const;

  std::vector<std::string> files_;
  std::map<std::string, std::vector<Stretch>> stretches_; // by file
  std::vector<Directive> directives_;                     // in the order in which they were read
  std::map<std::string, std::vector<std::size_t>> of_a_name_; // indices of them
};

} // namespace walkcheck::frontend
