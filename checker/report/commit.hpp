// SPDX-License-Identifier: GPL-2.0-only
// A race in the way that kernel commit messages draw one, ready to be pasted: plain text in 72
// columns. Each CPU has a column with the functions and source lines of the steps that take part;
// below stands what fails. Entry point: commit().
//
// Source: Documentation/process/submitting-patches.rst, which wants a body wrapped at 75 columns;
// 72 leaves room for the indent of git log.
#pragma once

#include "checker/trace/trace.hpp"

#include <cstddef>
#include <string>

namespace walkcheck::report {

inline constexpr std::size_t kCommitWidth = 72;

std::string commit(const trace::Trace& trace);

} // namespace walkcheck::report
