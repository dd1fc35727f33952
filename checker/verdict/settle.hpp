// SPDX-License-Identifier: GPL-2.0-only
// From what an exploration found to a verdict: VIOLATED, else INCONCLUSIVE where it is not
// complete, else VACUOUS where it proved nothing, else HOLDS.
#pragma once

#include "checker/search/explore.hpp"
#include "checker/verdict/deeds.hpp"
#include "checker/verdict/result.hpp"
#include "model/scenario/scenario.hpp"

namespace walkcheck::verdict {

// Everything of the result but its counterexample.
Result settle(const scenario::Scenario& scenario, const machine::Machine& machine,
              const search::Explored& explored, const Deeds& deeds, const search::Options& options);

// Of how many its counterexample is the shortest, once the result has all its reasons.
void note_length(Result& result);

// The one that is shown: of the first violated property, in the order of the report.
const search::Counterexample* shown_counterexample(const Result& result,
                                                   const search::Found& found);

} // namespace walkcheck::verdict
