// SPDX-License-Identifier: GPL-2.0-only
// A trace as one HTML file that needs nothing else: lanes that can be read as they are, and, with
// the file's own script, a slider and arrow keys that step through them, with the page tables and
// variables as they are after each step. Nothing is told by colour alone. "#step=12" in the address
// opens it at that step. Entry point: html().
#pragma once

#include "checker/trace/trace.hpp"

#include <string>

namespace walkcheck::report {

std::string html(const trace::Trace& trace);

} // namespace walkcheck::report
