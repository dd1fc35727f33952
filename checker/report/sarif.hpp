// SPDX-License-Identifier: GPL-2.0-only
// A trace as SARIF 2.1.0, so that code-scanning viewers show the race on the source lines. It is
// one result; its code flow has a thread flow per CPU, and executionOrder gives the order of all
// steps. Entry point: sarif().
//
// Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0, sections 3.14
// (run), 3.24 (artifact), 3.27 (result), 3.36 to 3.38 (flows). Files are named as in the scenario,
// relative to SPECROOT: the specs folder or the kernel tree.
#pragma once

#include "checker/trace/trace.hpp"

#include <nlohmann/json_fwd.hpp>

namespace walkcheck::report {

nlohmann::ordered_json sarif(const trace::Trace& trace);

} // namespace walkcheck::report
