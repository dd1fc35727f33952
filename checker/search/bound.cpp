// SPDX-License-Identifier: GPL-2.0-only
#include "checker/search/bound.hpp"

#include "checker/property/place.hpp"
#include "model/program/instructions.hpp"

#include <variant>

namespace walkcheck::search {
namespace {

using machine::Finding;
using machine::Machine;

// Which bound it was is known by the instruction that met it.
template <class Kind> bool is_at(const program::Program& program, std::uint32_t debug) {
  return program::any_instruction(program, [&](const program::Instruction& instruction) {
    return instruction.debug == debug && std::holds_alternative<Kind>(instruction.operation);
  });
}

Bound bound_of(Bound::Kind kind, const Machine& machine, const Finding& finding) {
  return {kind, property::whose(machine, finding), property::place_of(machine, finding)};
}

Bound about(Bound::Kind kind, const Machine& machine, const Finding& finding) {
  Bound bound = bound_of(kind, machine, finding);
  bound.what = finding.text;
  return bound;
}

} // namespace

Bound bound_met(const Machine& machine, const Finding& finding) {
  const program::Program& program = property::program_of(machine, finding);
  Bound bound = bound_of(Bound::Kind::Work, machine, finding);
  if (is_at<program::LoopAgain>(program, finding.debug)) {
    bound.kind = Bound::Kind::Loop;
    bound.limit = machine.setup().loop_bound;
  } else if (is_at<program::Call>(program, finding.debug)) {
    bound.kind = Bound::Kind::Calls;
    bound.limit = machine.setup().call_depth;
  }
  return bound;
}

Bound unrelated_objects(const Machine& machine, const Finding& finding) {
  return bound_of(Bound::Kind::UnrelatedObjects, machine, finding);
}

Bound others_local(const Machine& machine, const Finding& finding) {
  return bound_of(Bound::Kind::OthersLocal, machine, finding);
}

Bound opaque_value(const Machine& machine, const Finding& finding) {
  return about(Bound::Kind::OpaqueValue, machine, finding);
}

Bound not_given(const Machine& machine, const Finding& finding) {
  Bound bound = about(Bound::Kind::NotGiven, machine, finding);
  bound.path = property::path_of(machine, finding);
  return bound;
}

Bound place_decides(const Machine& machine, const Finding& finding) {
  Bound bound = about(Bound::Kind::PlaceDecides, machine, finding);
  bound.path = property::path_of(machine, finding);
  return bound;
}

Bound not_modelled(const Machine& machine, const Finding& finding) {
  Bound bound = about(Bound::Kind::NotModelled, machine, finding);
  bound.path = property::path_of(machine, finding);
  return bound;
}

} // namespace walkcheck::search
