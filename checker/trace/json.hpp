// SPDX-License-Identifier: GPL-2.0-only
// A trace as a JSON file, and back. The format is versioned and strict: a field that is missing,
// unknown or of the wrong kind is an InputError that names it. Addresses and words are hex strings,
// as JSON numbers lose bits beyond the 53rd in many readers.
#pragma once

#include "checker/trace/trace.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

namespace walkcheck::trace {

inline constexpr unsigned kTraceVersion = 6;

nlohmann::ordered_json to_json(const Trace& trace);

// The file's bytes: indented, with a newline at the end.
std::string to_text(const Trace& trace);

// `file` is for messages.
Trace from_json(std::string_view text, const std::string& file);

} // namespace walkcheck::trace
