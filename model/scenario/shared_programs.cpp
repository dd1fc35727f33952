// SPDX-License-Identifier: GPL-2.0-only
#include "model/scenario/shared_programs.hpp"

namespace walkcheck::scenario {
namespace {

// Names and values have no zero bytes in them.
std::string key_of(const std::string& kind, const frontend::Source& source) {
  std::string key = kind;
  const auto add = [&](const std::string& part) { (key += '\0') += part; };
  add(source.spec ? source.spec->string() : "");
  add(source.shown_as);
  add(source.entry);
  for (const frontend::Slice& slice : source.slices) {
    add("slice");
    add(slice.file);
    for (const std::string& function : slice.functions)
      add(function);
  }
  for (const std::string& file : source.files)
    add("file"), add(file);
  for (const std::string& function : source.accepted)
    add("accepted"), add(function);
  for (const auto& [name, value] : source.defines) {
    add("define");
    add(name);
    add(value);
  }
  return key;
}

} // namespace

program::Program SharedPrograms::get(const std::string& kind, const frontend::Source& source,
                                     const std::function<program::Program()>& lower) {
  return programs_.get(key_of(kind, source), lower);
}

} // namespace walkcheck::scenario
