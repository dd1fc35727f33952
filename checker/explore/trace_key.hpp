// SPDX-License-Identifier: GPL-2.0-only
// A name for the Mazurkiewicz trace that an execution belongs to: equal exactly for equivalent
// executions. Entry point: trace_key(). It is each thread's labels, each with its event's clock,
// so it is the whole happens-before relation and not a hash of it.
#pragma once

#include "checker/explore/model.hpp"

#include <string>

namespace walkcheck::explore {

std::string trace_key(const Execution& execution, std::size_t threads);

} // namespace walkcheck::explore
