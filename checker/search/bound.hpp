// SPDX-License-Identifier: GPL-2.0-only
// Why a search is not complete: where an execution was left before its end, and for what reason.
#pragma once

#include "model/machine/machine.hpp"

#include <compare>
#include <cstdint>
#include <string>

namespace walkcheck::search {

struct Bound {
  enum class Kind : std::uint8_t {
    Loop,             // went round a loop as often as is allowed
    Calls,            // calls as deep as is allowed
    Work,             // computed for too long without a step
    UnrelatedObjects, // depends on where two objects are in memory
    OthersLocal,      // accesses a local of another CPU
    OpaqueValue,      // depends on the result of a function that nothing defines
    NotGiven,         // depends on a variable whose value nothing gives
    PlaceDecides,     // depends on where an object is in memory
    NotModelled,      // reaches what the machine has no meaning for
  };
  Kind kind;
  std::string who;         // the CPU or invariant
  std::string place;       // "mmu.c:3035"; empty: not known
  std::uint32_t limit = 0; // of Loop and Calls
  std::string what = {};   // the function of an OpaqueValue, the variable, what was reached
  std::string path = {};   // of the last three: through which functions
  auto operator<=>(const Bound&) const = default;
};

// Each makes a bound of a finding of its kind.
Bound bound_met(const machine::Machine& machine, const machine::Finding& finding);
Bound unrelated_objects(const machine::Machine& machine, const machine::Finding& finding);
Bound others_local(const machine::Machine& machine, const machine::Finding& finding);
Bound opaque_value(const machine::Machine& machine, const machine::Finding& finding);
Bound place_decides(const machine::Machine& machine, const machine::Finding& finding);
Bound not_given(const machine::Machine& machine, const machine::Finding& finding);
Bound not_modelled(const machine::Machine& machine, const machine::Finding& finding);

} // namespace walkcheck::search
