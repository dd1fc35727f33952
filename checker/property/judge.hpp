// SPDX-License-Identifier: GPL-2.0-only
// Which property a finding breaks, built in or an invariant, and why and where. Entry point:
// judge().
#pragma once

#include "model/machine/machine.hpp"

#include <optional>
#include <string>

namespace walkcheck::property {

struct Failure {
  std::string property; // name of a built-in property or an invariant
  std::string reason;
  std::optional<machine::CpuId> cpu; // none: it is no CPU's in particular
};

// The property that a finding breaks, and where; nothing for a note (a cover, a bound, ...).
std::optional<Failure> judge(const machine::Machine& machine, const machine::Finding& finding);

} // namespace walkcheck::property
