// SPDX-License-Identifier: GPL-2.0-only
// Which property a finding breaks, built in or an invariant, and why and where.
#pragma once

#include "model/machine/machine.hpp"

#include <optional>
#include <string>

namespace walkcheck::property {

struct Failure {
  std::string property; // the name, of a built-in one or of an invariant
  std::string reason;
  std::optional<machine::CpuId> cpu; // none: of no CPU in particular
};

// The property that a finding breaks, with its place; nothing for a note (a cover, a bound, ...).
std::optional<Failure> judge(const machine::Machine& machine, const machine::Finding& finding);

} // namespace walkcheck::property
