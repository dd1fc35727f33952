// SPDX-License-Identifier: GPL-2.0-only
// A trace as one HTML file that needs no other file. Its lanes can be read as they are. The file's
// own script adds a slider and arrow keys that step through them, and shows the page tables and
// variables after each step. Nothing is told by colour alone. "#step=12" in the address opens the
// file at that step. Entry point: html().
#pragma once

#include "checker/trace/trace.hpp"

#include <string>

namespace walkcheck::report {

std::string html(const trace::Trace& trace);

} // namespace walkcheck::report
