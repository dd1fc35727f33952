// SPDX-License-Identifier: GPL-2.0-only
// Decides which steps of a trace take part in the race, so that the others can be folded. These
// take part: an access to a word or lock that another CPU of the trace changes or uses; tables
// allocated and freed; IRQs, IPIs, RCU and choices; and the last step. If in doubt, a step takes
// part.
#pragma once

#include "checker/trace/trace.hpp"

#include <vector>

namespace walkcheck::report {

std::vector<bool> racing(const trace::Trace& trace);

} // namespace walkcheck::report
