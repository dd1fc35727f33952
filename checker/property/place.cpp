// SPDX-License-Identifier: GPL-2.0-only
#include "checker/property/place.hpp"

#include <fmt/format.h>

namespace walkcheck::property {

using machine::Finding;
using machine::Machine;

const program::Program& program_of(const Machine& machine, const Finding& finding) {
  const machine::Setup& setup = machine.setup();
  return finding.invariant ? setup.invariants[*finding.invariant].program
                           : setup.cpus[finding.cpu].program;
}

const std::string& whose(const Machine& machine, const Finding& finding) {
  const machine::Setup& setup = machine.setup();
  return finding.invariant ? setup.invariants[*finding.invariant].name
                           : setup.cpus[finding.cpu].name;
}

std::string place_of(const Machine& machine, const Finding& finding) {
  const auto& table = program_of(machine, finding).debug;
  if (finding.debug >= table.size()) return {};
  const program::SourceLocation* at = program::shown(table[finding.debug]);
  return at == nullptr || at->file.empty() ? std::string{}
                                           : fmt::format("{}:{}", at->file, at->line);
}

std::string path_of(const Machine& machine, const Finding& finding) {
  const auto& table = program_of(machine, finding).debug;
  if (finding.debug >= table.size()) return {};
  std::string path;
  for (const program::SourceLocation& at : table[finding.debug].chain)
    path += fmt::format("{}{}() ({}:{})", path.empty() ? "" : ", called by ", at.function, at.file,
                        at.line);
  return path;
}

} // namespace walkcheck::property
