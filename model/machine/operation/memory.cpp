// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine/operation/memory.hpp"

#include "model/machine/operation/address_facts.hpp"
#include "model/machine/operation/addressing.hpp"
#include "model/machine/operation/loop_waits.hpp"
#include "model/machine/operation/operation.hpp"
#include "model/machine/state/private_memory.hpp"
#include "model/program/layout.hpp"

#include <array>
#include <variant>

namespace walkcheck::machine {
namespace {

using term::Op;
using term::Value;

// --- As a step -----------------------------------------------------------------------------------

// The word with that part replaced.
Value with_part(term::Terms& terms, const Value& word, const WordAccess& access,
                const Value& part) {
  const std::uint64_t kept = ~(access.mask << access.shift);
  const std::uint64_t bits = (word.bits & kept) | (part.bits << access.shift);
  if (kept == 0) return part;
  if (word.term == term::kNoTerm && part.term == term::kNoTerm) return bits;
  const Value rest{word.bits & kept, terms.of(Op::And, word, kept)};
  const Value moved{part.bits << access.shift, terms.of(Op::Shl, part, access.shift)};
  return {bits, terms.of(Op::Or, rest, moved)};
}

Value stored(World& world, const Visible& op, const Value& old) {
  if (op.kind() == StepKind::CompareExchange)
    return old.bits == op.word().expected.bits ? op.word().operand : old;
  if (op.kind() != StepKind::FetchModify) return op.word().operand;
  const Value whole = fetch_result(world.terms(), op.word().fetch, old, op.word().operand);
  return {whole.bits & op.word().mask, world.terms().of(Op::And, whole, op.word().mask)};
}

// A fault if undefined bits decide whether the two are equal.
std::optional<FindingKind> undecided(const World& world, const Value& old, const Value& expected) {
  term::Terms& terms = world.terms();
  const Value equal{0, terms.of(Op::Eq, old, expected)};
  if (equal.term == term::kNoTerm || !terms.is_undefined(equal.term)) return std::nullopt;
  return finding_of(terms.origin(equal.term));
}

} // namespace

Value part_of(const World& world, const Value& word, const WordAccess& access) {
  if (const auto unknown = unknown_part(world, word, access.shift, access.mask)) return *unknown;
  const std::uint64_t bits = (word.bits >> access.shift) & access.mask;
  if (word.term == term::kNoTerm) return bits;
  term::Terms& terms = world.terms();
  return {bits, terms.of(Op::And, {0, terms.of(Op::LShr, word, access.shift)}, access.mask)};
}

Value fetch_result(term::Terms& terms, program::FetchOp op, const Value& old, const Value& value) {
  switch (op) {
  case program::FetchOp::Add: return {old.bits + value.bits, terms.of(Op::Add, old, value)};
  case program::FetchOp::Sub: return {old.bits - value.bits, terms.of(Op::Sub, old, value)};
  case program::FetchOp::And: return {old.bits & value.bits, terms.of(Op::And, old, value)};
  case program::FetchOp::Or: return {old.bits | value.bits, terms.of(Op::Or, old, value)};
  case program::FetchOp::Xor: return {old.bits ^ value.bits, terms.of(Op::Xor, old, value)};
  case program::FetchOp::Nand: {
    const Value both{old.bits & value.bits, terms.of(Op::And, old, value)};
    return {~both.bits, terms.of(Op::Xor, both, UINT64_MAX)};
  }
  }
  return old;
}

Effect effect_on(World& world, const Visible& op, const Value& word) {
  const Value before = part_of(world, word, op.word());
  return {before, stored(world, op, before)};
}

std::optional<FindingKind> fault_of_frame(std::uint64_t state, const Visible& op) {
  if (is_live(state)) return std::nullopt;
  if (state != value_of(FrameState::FreedTable)) return FindingKind::WildAccess;
  return op.lock().cell == kNoCell ? FindingKind::FreedTable : FindingKind::FreedLock;
}

std::optional<FindingKind> fault_of_page(const World& world, const Visible& op) {
  if (op.frame == kNoCell) return std::nullopt;
  return fault_of_frame(world.cells.value(op.frame), op);
}

FindingKind fault_of(const World& world, const Visible& op) {
  if (op.frame == kNoCell) return *op.fault;
  const std::uint64_t state = world.cells.value(op.frame);
  if (is_live(state)) return *op.fault;
  const bool freed = state == value_of(FrameState::FreedTable);
  return freed ? FindingKind::FreedTable : FindingKind::WildAccess;
}

namespace {

Value read(const World& world, const WordAccess& access) {
  return part_of(world, world.cells.traced(access.cell), access);
}

Outcome plan_store(World& world, CpuId /*cpu*/, const Visible& op, unsigned /*alternative*/) {
  return {0, op.footprint, fault_of_page(world, op)};
}

Outcome plan_read(World& world, CpuId /*cpu*/, const Visible& op, unsigned /*alternative*/) {
  if (const auto fault = fault_of_page(world, op)) return {0, op.footprint, fault};
  const WordAccess& access = op.word();
  return {access.cell == kNoCell ? access.constant : read(world, access), op.footprint, {}};
}

Outcome plan_fetch(World& world, CpuId cpu, const Visible& op, unsigned alternative) {
  if (const auto fault = fault_of_page(world, op)) return {0, op.footprint, fault};
  if (computes_with_place(world, read(world, op.word()), op.word().operand))
    return {0, op.footprint, FindingKind::PlaceDecides};
  return plan_read(world, cpu, op, alternative);
}

Outcome plan_compare(World& world, CpuId /*cpu*/, const Visible& op, unsigned /*alternative*/) {
  if (const auto fault = fault_of_page(world, op)) return {0, op.refused, fault};
  const Value old = read(world, op.word());
  const Value& expected = op.word().expected;
  if (const auto fault = undecided(world, old, expected)) return {old, op.footprint, fault};
  world.predicates.assume_equality(old, expected);
  return {old, old.bits == expected.bits ? op.footprint : op.refused, {}};
}

void apply_write(World& world, CpuId /*cpu*/, const Visible& op, const Outcome& /*outcome*/) {
  if (op.kind() == StepKind::Store && op.word().mask == UINT64_MAX)
    return world.write(op.word().cell, op.word().operand);
  const Value word = world.cells.traced(op.word().cell);
  const Effect effect = effect_on(world, op, word);
  if (op.kind() == StepKind::CompareExchange && effect.before.bits != op.word().expected.bits)
    return;
  world.write(op.word().cell, with_part(world.terms(), word, op.word(), effect.after));
}

// --- As an instruction ---------------------------------------------------------------------------

// The operand, as wide as the access.
term::Value masked(const Run& run, const program::Operand& operand, std::uint8_t bytes) {
  const term::Value value = run.value(operand);
  const term::TermId term = value.term;
  return {value.bits & mask_of(bytes),
          term == term::kNoTerm ? term : run.world.terms().low(term, 8U * bytes)};
}

// Whether just some whole bytes were never written: padding, which a compiler stores along. Padding
// follows a member; if the first byte is undefined, it is an undefined value made wider.
bool is_padded(std::uint64_t undefined, std::uint8_t bytes) {
  for (unsigned at = 0; at < bytes; ++at) {
    const std::uint64_t byte = undefined >> (8 * at) & 0xff;
    if (byte != 0 && (byte != 0xff || at == 0)) return false;
  }
  return true;
}

// An unknown value may be stored plainly, and stays unknown in the word. One that was never written
// may not, except as padding of a structure that is copied.
void check_stored(const Run& run, const program::Store& in, const term::Value& value) {
  const term::Terms& terms = run.world.terms();
  if (value.term == term::kNoTerm || !terms.is_undefined(value.term)) return;
  const bool unknown = terms.origin(value.term).kind != term::Origin::Kind::NeverWritten;
  if (unknown ? in.ordering == program::Ordering::Plain : in.copies) return;
  if (!unknown && is_padded(terms.undefined_bits(value.term), in.bytes)) return;
  run.world.predicates.require_defined(value);
}

// The value read (or replaced) reaches its registers.
void finish_access(Run& run, const Visible& op, const term::Value& observed) {
  const program::Operation& operation = run.instruction().operation;
  if (op.address < program::kFrameEnd && !run.is_hook()) run.did(Deed::Kind::TouchedTable);
  if (op.word().cell != kNoCell) run.did(Deed::Kind::Accessed, op.word().cell);
  const bool reads = !std::holds_alternative<program::Store>(operation);
  if (reads && !run.is_hook() && private_bytes(run, op.address, op.word().bytes) == nullptr)
    run.did(Deed::Kind::Looked);
  if (const auto* load = std::get_if<program::Load>(&operation)) {
    run.set(load->result, observed);
    if (load->ordering == program::Ordering::Plain && run.world.setup.reads == ReadMode::Merged) {
      run.state.known_reads.push_back({op.address, op.word().bytes, observed});
    }
  } else if (const auto* exchange = std::get_if<program::Exchange>(&operation)) {
    run.set(exchange->result, observed);
  } else if (const auto* fetch = std::get_if<program::FetchModify>(&operation)) {
    run.set(fetch->result, observed);
  } else if (const auto* compare = std::get_if<program::CompareExchange>(&operation)) {
    run.set(compare->old, observed);
    run.set(compare->success, observed.bits == op.word().expected.bits ? 1 : 0);
  }
}

bool complete_access(Run& run, const Visible& op, const Value& observed) {
  finish_access(run, op, observed);
  return true;
}

bool only_read(Run& /*run*/, const Visible& /*op*/, const Outcome& /*outcome*/) {
  return true;
}

bool was_refused(Run& /*run*/, const Visible& op, const Outcome& outcome) {
  return outcome.observed.bits != op.word().expected.bits;
}

bool wrote_what_was_there(Run& run, const Visible& op, const Outcome& outcome) {
  term::Terms& terms = run.world.terms();
  Value after = stored(run.world, op, outcome.observed);
  if (op.kind() == StepKind::Exchange)
    after = {after.bits & op.word().mask, terms.of(Op::And, after, op.word().mask)};
  if (terms.is_undefined(outcome.observed.term) || terms.is_undefined(after.term)) return false;
  run.world.predicates.assume_equality(outcome.observed, after);
  return outcome.observed.bits == after.bits;
}

void record_read(World& /*world*/, const Done& done, StepRecord& record) {
  record.before = record.after = done.outcome.observed.bits;
}

// The value that the cell had when the log had this size.
Value value_before(const Cells& cells, CellId id, std::size_t log_size) {
  for (std::size_t i = log_size; i < cells.log().size(); ++i) {
    if (cells.log()[i].cell == id) return cells.log()[i].before();
  }
  return cells.traced(id);
}

void record_write(World& world, const Done& done, StepRecord& record) {
  const Value before = value_before(world.cells, done.op.word().cell, done.log_size);
  const Effect effect = effect_on(world, done.op, before);
  record.before = effect.before.bits;
  record.after = effect.after.bits;
}

constexpr Operation writing(StepKind kind, decltype(Operation::plan) plan,
                            decltype(Operation::changed_nothing) changed_nothing) {
  return {.kind = kind,
          .plan = plan,
          .apply = apply_write,
          .complete = complete_access,
          .changed_nothing = changed_nothing,
          .record = record_write};
}

template <class Access> Target target(const Run& run, const Access& in) {
  return {run.value(in.address), in.bytes, in.alignment};
}

template <class Access> Visible memory_operation(const Run& run, StepKind kind, const Access& in) {
  Visible op = run.operation(kind);
  op.address = run.value(in.address).bits;
  op.word().bytes = in.bytes;
  return op;
}

std::vector<Access> accesses(const Visible& op, AccessKind kind) {
  std::vector<Access> result;
  if (op.word().cell != kNoCell) result.push_back({op.word().cell, kind});
  if (op.frame != kNoCell) result.push_back({op.frame, AccessKind::Read});
  return result;
}

// A read-modify-write or a store whose operands are already masked.
template <class Access> Flow run_writing(Run& run, Visible op, const Access& in) {
  if (!locate(run, op, target(run, in), true))
    return run.visible(op, accesses(op, AccessKind::Read));
  note_published(run, op.word().operand);
  if (op.kind() != StepKind::CompareExchange) {
    return run.visible(op, accesses(op, AccessKind::Write));
  }
  op.refused = run.world.footprints.intern({accesses(op, AccessKind::Read), false, false});
  return run.visible(op, accesses(op, AccessKind::Write), false, false);
}

const KnownRead* known(const Run& run, std::uint64_t address, std::uint8_t bytes) {
  for (const KnownRead& read : run.state.known_reads) {
    if (read.address <= address && address + bytes <= read.address + read.bytes) return &read;
  }
  return nullptr;
}

// The value at an address that is known to be inside an earlier read.
term::Value part_of_known(Run& run, const KnownRead& read, std::uint64_t address,
                          std::uint8_t bytes) {
  if (read.address == address && read.bytes == bytes) return read.value;
  const auto shift = static_cast<unsigned>(8 * (address - read.address));
  if (const auto unknown = unknown_part(run.world, read.value, shift, mask_of(bytes)))
    return *unknown;
  run.world.predicates.assume_value(read.value);
  return (read.value.bits >> (8 * (address - read.address))) & mask_of(bytes);
}

} // namespace

Flow run_load(Run& run, const program::Load& in) {
  const std::uint64_t address = run.value(in.address).bits;
  const bool plain = in.ordering == program::Ordering::Plain;
  if (!plain) run.state.known_reads.clear();
  if (const std::uint8_t* bytes = own_bytes(run, target(run, in))) {
    run.set(in.result, read_private(run, bytes, in.bytes));
    return Flow::Advance;
  }
  if (const KnownRead* read = plain ? known(run, address, in.bytes) : nullptr) {
    assume_place(run, run.value(in.address), in.bytes);
    run.world.places.meet(word_address(run, run.value(in.address)));
    if (is_misaligned(run, run.value(in.address), in.alignment))
      return run.fault(FindingKind::Misaligned, address);
    run.set(in.result, part_of_known(run, *read, address, in.bytes));
    return Flow::Advance;
  }
  Visible op = memory_operation(run, StepKind::Load, in);
  if (!locate(run, op, target(run, in), false))
    return run.visible(op, accesses(op, AccessKind::Read));
  if (op.word().cell != kNoCell || op.frame != kNoCell) {
    return run.visible(op, accesses(op, AccessKind::Read));
  }
  finish_access(run, op, op.word().constant);
  note_constant(run, op);
  return Flow::Advance;
}

Flow run_store(Run& run, const program::Store& in) {
  run.state.known_reads.clear();
  Visible op = memory_operation(run, StepKind::Store, in);
  op.word().operand = masked(run, in.value, in.bytes);
  if (std::uint8_t* bytes = own_bytes(run, target(run, in))) {
    write_private(run, bytes, in.bytes, op.word().operand);
    return Flow::Advance;
  }
  check_stored(run, in, op.word().operand);
  return run_writing(run, op, in);
}

Flow run_exchange(Run& run, const program::Exchange& in) {
  run.state.known_reads.clear();
  Visible op = memory_operation(run, StepKind::Exchange, in);
  op.word().operand = masked(run, in.value, in.bytes);
  if (std::uint8_t* bytes = own_bytes(run, target(run, in))) {
    const term::Value old = read_private(run, bytes, in.bytes);
    write_private(run, bytes, in.bytes, op.word().operand);
    finish_access(run, op, old);
    return Flow::Advance;
  }
  run.world.predicates.require_defined(op.word().operand);
  return run_writing(run, op, in);
}

Flow run_compare_exchange(Run& run, const program::CompareExchange& in) {
  run.state.known_reads.clear();
  Visible op = memory_operation(run, StepKind::CompareExchange, in);
  op.word().operand = masked(run, in.desired, in.bytes);
  op.word().expected = masked(run, in.expected, in.bytes);
  if (std::uint8_t* bytes = own_bytes(run, target(run, in))) {
    const term::Value old = read_private(run, bytes, in.bytes);
    run.world.predicates.assume_equality(old, op.word().expected);
    if (old.bits == op.word().expected.bits) write_private(run, bytes, in.bytes, op.word().operand);
    finish_access(run, op, old);
    return Flow::Advance;
  }
  run.world.predicates.require_defined(op.word().operand);
  run.world.predicates.require_defined(op.word().expected);
  return run_writing(run, op, in);
}

Flow run_fetch(Run& run, const program::FetchModify& in) {
  run.state.known_reads.clear();
  Visible op = memory_operation(run, StepKind::FetchModify, in);
  op.word().operand = masked(run, in.value, in.bytes);
  op.word().fetch = in.op;
  if (std::uint8_t* bytes = own_bytes(run, target(run, in))) {
    const term::Value old = read_private(run, bytes, in.bytes);
    write_private(run, bytes, in.bytes,
                  fetch_result(run.world.terms(), in.op, old, op.word().operand));
    finish_access(run, op, old);
    return Flow::Advance;
  }
  run.world.predicates.require_defined(op.word().operand);
  return run_writing(run, op, in);
}

Rows memory_rows() {
  static constexpr std::array operations{
      Operation{.kind = StepKind::Load,
                .plan = plan_read,
                .complete = complete_access,
                .changed_nothing = only_read,
                .record = record_read},
      writing(StepKind::Store, plan_store, nullptr),
      writing(StepKind::Exchange, plan_read, wrote_what_was_there),
      writing(StepKind::CompareExchange, plan_compare, was_refused),
      writing(StepKind::FetchModify, plan_fetch, wrote_what_was_there),
  };
  return {operations, {}};
}

} // namespace walkcheck::machine
