// SPDX-License-Identifier: GPL-2.0-only
// The properties that are always on, their names and claims; and which finding breaks which
// property, built in or an invariant.
#pragma once

#include "model/machine/machine.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace walkcheck::property {

struct Property {
  std::string_view name;
  std::string_view claim;
};

// In the order of reports: what a page-table walk is about comes first.
std::span<const Property> built_in();

std::vector<std::string> names();

const Property* find(std::string_view name);

// Of a built-in property or of one of the machine's invariants.
std::string claim_of(const machine::Machine& machine, std::string_view name);

struct Failure {
  std::string property; // the name, of a built-in one or of an invariant
  std::string reason;
  std::optional<machine::CpuId> cpu; // none: of no CPU in particular
};

// The property that a finding breaks; nothing for a note (a cover, a bound, ...).
std::optional<Failure> judge(const machine::Machine& machine, const machine::Finding& finding);

// The property that the end of an execution breaks: somebody waits for the lock of a freed table;
// or nobody can go on, and somebody has not finished. Not where a CPU was stopped short (by a
// fault, a bound or an assumption): what the others wait for might have come from it.
std::optional<Failure> judge_end(const machine::Machine& machine);

} // namespace walkcheck::property
