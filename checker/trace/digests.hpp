// SPDX-License-Identifier: GPL-2.0-only
// Digests show that a trace file is as it was written: there is one of each of its fields, and of
// each step. A replay compares what it can run again; without digests, the rest (the inputs'
// hashes, what the trace holds for, that it is the shortest) would be believed however it was
// changed. They reveal damage, not malice. Entry points: digests_of(), check_digests().
#pragma once

#include "checker/trace/json_fields.hpp"

#include <nlohmann/json_fwd.hpp>

namespace walkcheck::trace {

// A digest by the name of each field of the document; for `steps`, a list.
nlohmann::ordered_json digests_of(const nlohmann::json& document);

// Throws InputError with the name of the first field that does not match its digest.
void check_digests(JsonFields digests, const nlohmann::json& document);

} // namespace walkcheck::trace
