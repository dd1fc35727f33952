// SPDX-License-Identifier: GPL-2.0-only
// A trace in the Informal Trace Format of Apalache and Quint, so that their viewers and libraries
// can read it. Entry point: itf().
//
// Source: Apalache's ADR 015, "Informal Trace Format in JSON". State 0 is the state before the
// first step, state i the one after step i. The words in it are those that the steps access, by
// address; a trace does not know the value of any other word. All integers are written as big
// integers.
#pragma once

#include "checker/trace/trace.hpp"

#include <nlohmann/json_fwd.hpp>

namespace walkcheck::report {

nlohmann::ordered_json itf(const trace::Trace& trace);

} // namespace walkcheck::report
