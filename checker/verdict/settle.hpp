// SPDX-License-Identifier: GPL-2.0-only
// Makes a verdict of what an exploration found: VIOLATED, else INCONCLUSIVE if it is not complete,
// else VACUOUS if it proved nothing, else HOLDS. Entry point: settle().
#pragma once

#include "checker/search/explore.hpp"
#include "checker/verdict/deeds.hpp"
#include "checker/verdict/result.hpp"
#include "model/scenario/scenario.hpp"

namespace walkcheck::verdict {

// Everything of the result but its counterexample.
Result settle(const scenario::Scenario& scenario, const machine::Machine& machine,
              const search::Explored& explored, const Deeds& deeds, const search::Options& options);

// Notes of how many executions the counterexample is the shortest. The result must have all its
// reasons by then.
void note_length(Result& result);

// The counterexample to show: that of the first violated property, in the order of the report.
const search::Counterexample* shown_counterexample(const Result& result,
                                                   const search::Found& found);

} // namespace walkcheck::verdict
