// SPDX-License-Identifier: GPL-2.0-only
// Cuts definitions out of a file of a kernel tree. They are not modified and keep their lines and
// columns. All other lines are blanked, except the conditional directives and the file's own
// macros. Entry points: SlicedFile::want(), text().
#pragma once

#include "model/frontend/definitions.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace walkcheck::frontend {

class SlicedFile {
public:
  SlicedFile(std::string file, const std::string& text);

  const std::string& file() const { return file_; }
  const std::vector<std::string>& lines() const { return lines_; }
  // The lines without comments and strings.
  const std::vector<std::string>& bare_lines() const { return bare_lines_; }
  bool defines(const std::string& name) const { return by_name_.contains(name); }
  bool has_function(const std::string& name) const;
  bool within(const std::string& name, std::uint32_t line) const;
  const std::set<std::string>& wanted() const { return wanted_; }

  // Throws InputError, with near matches, if the file does not define the name.
  void want(const std::string& name);
  void unwant(const std::string& name) { wanted_.erase(name); }

  // `vocabulary`: the names in specs/kernel/. The file's macros of these names are left out unless
  // they are wanted; a macro that drops its argument could otherwise hide a dereference.
  std::string text(const std::set<std::string>& vocabulary) const;

  // By line: whether it is part of what was wanted.
  std::vector<bool> wanted_lines() const;
  // The file's own macros that are kept.
  std::vector<Definition> macros(const std::set<std::string>& vocabulary) const;
  // The lines with the #if, #elif and the like on which this line depends.
  const std::vector<std::uint32_t>& conditions(std::uint32_t line) const;

private:
  bool keeps_macro(const std::string& name, const std::set<std::string>& vocabulary) const;
  void keep_directives(std::vector<bool>& keep, const std::set<std::string>& vocabulary) const;

  std::string file_;
  std::vector<std::string> lines_;
  std::vector<std::string> bare_lines_;
  std::vector<std::vector<std::uint32_t>> conditions_; // by line
  std::vector<Definition> definitions_;
  std::map<std::string, std::vector<std::size_t>> by_name_; // indices into definitions_
  std::set<std::string> wanted_;
};

} // namespace walkcheck::frontend
