// SPDX-License-Identifier: GPL-2.0-only
// Accesses of memory. The address decides: accesses to this CPU's private memory and to words that
// nothing changes are local work; all others are steps. See model/program/layout.hpp for the
// regions. Each step looks up its frame: an access through a freed table, or to something that
// never was a table, is a fault. Little-endian parts of a word are read and written within their
// word.
#pragma once

#include "model/machine/operation/run.hpp"
#include "model/machine/operation/visible.hpp"

#include <cstdint>
#include <optional>

namespace walkcheck::machine {

Flow run_load(Run& run, const program::Load& in);
Flow run_store(Run& run, const program::Store& in);
Flow run_exchange(Run& run, const program::Exchange& in);
Flow run_compare_exchange(Run& run, const program::CompareExchange& in);
Flow run_fetch(Run& run, const program::FetchModify& in);

// The fault of accessing a word, or a table's lock, that is in a frame in this state; none if it is
// right.
std::optional<FindingKind> fault_of_frame(std::uint64_t state, const Visible& op);
// The same for an operation, whose page may be gone.
std::optional<FindingKind> fault_of_page(const World& world, const Visible& op);
// The fault of an operation that fails in any case. That its frame is gone, or never was a table,
// comes before other faults.
FindingKind fault_of(const World& world, const Visible& op);

// The bytes of its word that an operation accesses.
term::Value part_of(const World& world, const term::Value& word, const WordAccess& access);
// The value that a FetchModify stores, in private memory too.
term::Value fetch_result(term::Terms& terms, program::FetchOp op, const term::Value& old,
                         const term::Value& value);
// The bytes before and after an operation that may write, if its word has this value.
Effect effect_on(World& world, const Visible& op, const term::Value& word);

} // namespace walkcheck::machine
