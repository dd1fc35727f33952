// SPDX-License-Identifier: GPL-2.0-only
// The inputs of a scenario as terms. Internal to this folder; for others: with_inputs().
#pragma once

#include "model/scenario/scenario.hpp"

namespace walkcheck::scenario {

// A fixed input is a constant.
term::TermId term_of(const Scenario& scenario, std::uint32_t input);

// What an address indexes in the table whose words are of this level.
term::TermId index_of(term::Terms& terms, term::TermId address, word::Level level);

// Of a term: its value for the inputs as they are. A constant has no term.
term::Value value_of(const Scenario& scenario, term::TermId term);

} // namespace walkcheck::scenario
