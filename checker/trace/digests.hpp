// SPDX-License-Identifier: GPL-2.0-only
// What shows that a trace file is as it was written: a digest of each of its fields, and of each
// step. A replay compares what it can run again; what it cannot (the inputs' hashes, what the trace
// holds for, that it is the shortest) would else be believed however it was changed.
// They tell damage, not malice.
#pragma once

#include "checker/trace/json_fields.hpp"

#include <nlohmann/json_fwd.hpp>

namespace walkcheck::trace {

// By the names of the document's fields; of `steps` a list.
nlohmann::ordered_json digests_of(const nlohmann::json& document);

// Throws InputError with the name of the first field that is not as its digest says.
void check_digests(JsonFields digests, const nlohmann::json& document);

} // namespace walkcheck::trace
