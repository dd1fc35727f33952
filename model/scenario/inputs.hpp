// SPDX-License-Identifier: GPL-2.0-only
// The inputs of a scenario as terms. Internal to this folder; others use with_inputs().
#pragma once

#include "model/scenario/scenario.hpp"

namespace walkcheck::scenario {

// The term of an input; a fixed one is a constant.
term::TermId term_of(const Scenario& scenario, std::uint32_t input);

// The index of an address in the table whose words are of this level.
term::TermId index_of(term::Terms& terms, term::TermId address, word::Level level);

// A term with its value for the present inputs. If it is a constant, the value has no term.
term::Value value_of(const Scenario& scenario, term::TermId term);

} // namespace walkcheck::scenario
