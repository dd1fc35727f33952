// SPDX-License-Identifier: GPL-2.0-only
// Verifies a scenario with open inputs: explores one member of each class of inputs, until no input
// is left. Entry point: verify_classes().
#pragma once

#include "checker/verdict/result.hpp"
#include "checker/verify/options.hpp"
#include "model/scenario/scenario.hpp"

namespace walkcheck::verify {

// Throws InputError, as building the scenario does.
verdict::Result verify_classes(const scenario::Scenario& scenario, const Options& options);

} // namespace walkcheck::verify
