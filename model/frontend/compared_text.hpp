// SPDX-License-Identifier: GPL-2.0-only
// What of a kernel's file says what a function does, as a hash that comments and blanks do not
// change and all else does. Entry points: ComparedText::function(), of_macro().
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace walkcheck::frontend {

// Lines of a file, from 1, both included; none where first is 0.
struct LineRange {
  std::uint32_t first = 0, last = 0;
};

// A file's lines as the preprocessor has them: joined where a backslash ends one, without comments
// and with single blanks.
class ComparedText {
public:
  explicit ComparedText(const std::string& text);
  ~ComparedText();
  ComparedText(ComparedText&&) noexcept;
  ComparedText& operator=(ComparedText&&) noexcept;

  // Whether a definition of that name is found in the text, and what is compiled is in it. It is
  // not where a macro makes the function.
  bool has(const std::string& name, LineRange compiled) const;

  // All definitions of that name, and what was compiled; each with the whole of a conditional that
  // it is not inside one branch of. Empty: there is none.
  std::string hash(const std::string& name, LineRange compiled) const;

  // The same of a text that is not compiled, with all that it names and this text defines, and what
  // that names in turn, but for `stops`.
  std::string hash_with_all_below(const std::string& name,
                                  const std::set<std::string>& stops) const;

  // What these lines name.
  std::vector<std::string> names_in(LineRange lines) const;

  // A function that a macro makes: the text at `use.compiled`, and all definitions here and there
  // of what it names, and of what those name. Of this file, which defines `macro`. Empty: it does
  // not, or what is at that place does not come to use it.
  std::string hash_of_macro(const std::string& macro) const;
  std::string hash_of_macro(const std::string& macro, const ComparedText& user,
                            LineRange compiled) const;

private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// Of the text of one macro.
std::string hash_of_text(const std::string& text);

} // namespace walkcheck::frontend
