// SPDX-License-Identifier: GPL-2.0-only
// The interleaving that violates a property with the fewest context switches, and among those with
// the fewest steps: for engines that do not know which orders of a path come to the same. Entry
// point: least_interleaving().
//
// A depth-first search over all steps with a bound on the switches, raised from 0. A state is not
// gone on from twice with the same CPU at work, unless it is reached with fewer switches or steps.
#pragma once

#include "checker/search/collector.hpp"

#include <optional>
#include <string>

namespace walkcheck::search {

// The machine is at its start, and knows what is written: a search has ended. Nothing if no
// interleaving violates the property, or none was found before the search was interrupted or its
// memory full; then one that was found need not be the shortest, and says so.
std::optional<Counterexample>
least_interleaving(machine::Machine& machine, const std::string& property, const Options& options);

} // namespace walkcheck::search
