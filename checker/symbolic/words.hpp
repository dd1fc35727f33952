// SPDX-License-Identifier: GPL-2.0-only
// Predicates as a person reads them: "pmd_index(a) = pmd_index(b)", "w & 0x81 != 0x1".
// Entry point: in_words().
#pragma once

#include "checker/symbolic/input_cover.hpp"

#include <string>

namespace walkcheck::symbolic {

std::string in_words(const InputSpace& space, const term::Predicate& predicate);

} // namespace walkcheck::symbolic
