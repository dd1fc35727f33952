// SPDX-License-Identifier: GPL-2.0-only
// Accesses of memory. Where one goes is decided by its address: this CPU's private memory and words
// that nothing changes are local work; all else is a step. See model/program/layout.hpp for the
// regions. Each step looks its frame up: one through a table that was freed, or of what never was a
// table, is a fault. Little-endian parts of a word are read and written within their word.
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

// What is wrong with an access to what lives in a frame in that state: a word, or a table's lock.
std::optional<FindingKind> fault_of_frame(std::uint64_t state, const Visible& op);
// The same, of one whose page may be gone.
std::optional<FindingKind> fault_of_page(const World& world, const Visible& op);
// Of an operation that fails in any case: that its frame is gone, or never was, comes first.
FindingKind fault_of(const World& world, const Visible& op);

// The bytes of its word that an operation accesses.
term::Value part_of(term::Terms& terms, const term::Value& word, const WordAccess& access);
// What a FetchModify stores. Also for private memory.
term::Value fetch_result(term::Terms& terms, program::FetchOp op, const term::Value& old,
                         const term::Value& value);
// What an operation that may write makes of its bytes where its word has this value.
Effect effect_on(World& world, const Visible& op, const term::Value& word);

} // namespace walkcheck::machine
