// SPDX-License-Identifier: GPL-2.0-only
// Accesses to words. Each looks its frame up: one through a table that was freed, or of what never
// was a table, is a fault. Little-endian parts of a word are read and written within their word.
#include "model/machine/steps.hpp"

namespace walkcheck::machine {
namespace {

using term::Op;
using term::Value;

// The word with that part replaced.
Value with_part(term::Terms& terms, const Value& word, const Visible& op, const Value& part) {
  const std::uint64_t kept = ~(op.mask << op.shift);
  const std::uint64_t bits = (word.bits & kept) | (part.bits << op.shift);
  if (kept == 0) return part;
  if (word.term == term::kNoTerm && part.term == term::kNoTerm) return bits;
  const Value rest{word.bits & kept, terms.of(Op::And, word, kept)};
  const Value moved{part.bits << op.shift, terms.of(Op::Shl, part, op.shift)};
  return {bits, terms.of(Op::Or, rest, moved)};
}

Value stored(World& world, const Visible& op, const Value& old) {
  if (op.kind == StepKind::CompareExchange) return old.bits == op.expected.bits ? op.value : old;
  if (op.kind != StepKind::FetchModify) return op.value;
  const Value whole = fetch_result(world.terms(), op.fetch, old, op.value);
  return {whole.bits & op.mask, world.terms().of(Op::And, whole, op.mask)};
}

// Whether they are equal depends on what nobody knows.
std::optional<FindingKind> undecided(const World& world, const Value& old, const Value& expected) {
  term::Terms& terms = world.terms();
  const Value equal{0, terms.of(Op::Eq, old, expected)};
  if (equal.term == term::kNoTerm || !terms.is_undefined(equal.term)) return std::nullopt;
  return finding_of(terms.origin(equal.term));
}

} // namespace

Value part_of(term::Terms& terms, const Value& word, const Visible& op) {
  const std::uint64_t bits = (word.bits >> op.shift) & op.mask;
  if (word.term == term::kNoTerm) return bits;
  return {bits, terms.of(Op::And, {0, terms.of(Op::LShr, word, op.shift)}, op.mask)};
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
  const Value before = part_of(world.terms(), word, op);
  return {before, stored(world, op, before)};
}

FindingKind fault_of(const World& world, const Visible& op) {
  if (op.frame == kNoCell) return op.fault->kind;
  const std::uint64_t state = world.cells.value(op.frame);
  if (is_live(state)) return op.fault->kind;
  const bool freed = state == value_of(FrameState::FreedTable);
  return freed ? FindingKind::FreedTable : FindingKind::WildAccess;
}

Outcome plan_memory(World& world, const Visible& op) {
  const bool compares = op.kind == StepKind::CompareExchange;
  if (op.frame != kNoCell) {
    if (const auto fault = fault_of_frame(world.cells.value(op.frame), op))
      return {0, compares ? op.refused : op.footprint, fault};
  }
  if (op.word == kNoCell) return {op.value, op.footprint, {}};
  if (op.kind == StepKind::Store) return {0, op.footprint, {}};
  const Value old = part_of(world.terms(), world.cells.traced(op.word), op);
  if (compares) {
    if (const auto fault = undecided(world, old, op.expected)) return {old, op.footprint, fault};
    world.predicates.assume_equality(old, op.expected);
  }
  const bool refused = compares && old.bits != op.expected.bits;
  return {old, refused ? op.refused : op.footprint, {}};
}

void apply_memory(World& world, const Visible& op) {
  if (op.kind == StepKind::Store && op.mask == UINT64_MAX) return world.write(op.word, op.value);
  const Value word = world.cells.traced(op.word);
  const Effect effect = effect_on(world, op, word);
  if (op.kind == StepKind::CompareExchange && effect.before.bits != op.expected.bits) return;
  world.write(op.word, with_part(world.terms(), word, op, effect.after));
}

} // namespace walkcheck::machine
