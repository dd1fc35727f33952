// SPDX-License-Identifier: GPL-2.0-only
// A trace in the Informal Trace Format of Apalache and Quint, so that their viewers and libraries
// read it. Entry point: itf().
//
// Source: Apalache's ADR 015, "Informal Trace Format in JSON". State 0 is before the first step,
// state i after step i. The words are those that the steps access, by address; what a word is that
// no step has accessed is not known to a trace, and not in it. Integers are big ones throughout.
#pragma once

#include "checker/trace/trace.hpp"

#include <nlohmann/json_fwd.hpp>

namespace walkcheck::report {

nlohmann::ordered_json itf(const trace::Trace& trace);

} // namespace walkcheck::report
