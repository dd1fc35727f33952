// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine/state/one_definition.hpp"

#include "model/program/diagnostic.hpp"

#include <fmt/format.h>

#include <map>
#include <string>

namespace walkcheck::machine {
namespace {

struct Mention {
  const NamedProgram* in;
  program::SourceLocation place;
};

} // namespace

void require_one_definition(const Programs& programs) {
  std::map<std::string, Mention> defined;
  for (const NamedProgram& in : programs)
    for (const program::Definition& one : in.program->definitions) {
      const auto [known, first] = defined.try_emplace(one.symbol, Mention{&in, one.place});
      const program::SourceLocation &here = one.place, &there = known->second.place;
      if (first || (here.file == there.file && here.line == there.line)) continue;
      throw InputError(
          Diagnostic{here.file, here.line, 0,
                     fmt::format("CPU '{}' has {}() from here, and CPU '{}' from {}:{}", in.name,
                                 one.symbol, known->second.in->name, there.file, there.line),
                     "no kernel has both: leave one of the files out of 'files'"});
    }
}

} // namespace walkcheck::machine
