// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/unit.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace walkcheck::frontend {
namespace {

std::string line_directive(std::size_t line, const std::string& file) {
  std::string quoted;
  for (const char c : file) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return fmt::format("#line {} \"{}\"\n", line, quoted);
}

struct SpecParts {
  std::string before, after;
  std::size_t after_line = 1;
};

SpecParts split_spec(const std::string& spec) {
  std::size_t line_number = 1;
  for (std::size_t start = 0; start < spec.size(); ++line_number) {
    const std::size_t end = std::min(spec.find('\n', start), spec.size());
    std::string_view line = std::string_view(spec).substr(start, end - start);
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t' || line.back() == '\r'))
      line.remove_suffix(1);
    start = end + 1;
    if (line == Unit::kSlicesHere)
      return {spec.substr(0, end + 1 - line.size() - 1),
              start < spec.size() ? spec.substr(start) : "", line_number + 1};
  }
  return {"", spec, 1};
}

// The vocabulary's own version of a sliced function steps aside under another name.
std::string renamed_vocabulary(const Unit& unit) {
  std::set<std::string> both;
  for (const SlicedFile& slice : unit.slices)
    for (const std::string& name : slice.wanted())
      if (unit.vocabulary.contains(name) && slice.has_function(name)) both.insert(name);
  std::string text;
  for (const std::string& name : both)
    text += fmt::format("#define {} specs_kernel_{}\n", name, name);
  text += "#include <kernel/walkcheck.h>\n";
  for (const std::string& name : both)
    text += fmt::format("#undef {}\n", name);
  return text;
}

} // namespace

std::string Unit::text() const {
  const SpecParts parts = split_spec(spec);
  std::string text = line_directive(1, "<walkcheck>") + renamed_vocabulary(*this);
  for (const auto& [name, result] : opaque)
    text += fmt::format("extern {} {}();\n", result, name);
  if (!parts.before.empty()) text += line_directive(1, shown_as) + parts.before;
  for (const SlicedFile& slice : slices)
    text += '\n' + line_directive(1, slice.file()) + slice.text(vocabulary);
  if (!parts.after.empty()) text += '\n' + line_directive(parts.after_line, shown_as) + parts.after;
  return text;
}

SlicedFile* Unit::slice(const std::string& file) {
  const auto found = std::ranges::find(slices, file, &SlicedFile::file);
  return found == slices.end() ? nullptr : &*found;
}

} // namespace walkcheck::frontend
