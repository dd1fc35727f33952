// SPDX-License-Identifier: GPL-2.0-only
// A race as kernel commit messages draw one, ready to be pasted: plain text, 72 columns, a column
// per CPU with the functions and the source lines of the steps that take part, and what fails.
// Entry point: commit().
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
